// SPDX-License-Identifier: Apache-2.0
#include "stream/device_pending.hpp"

#include <algorithm>
#include <utility>

namespace weir::stream {
namespace {

constexpr uint32_t kEpochBlocks = 64;

}  // namespace

bool PendingBlocks::add(const std::shared_ptr<Stream>& stream, const DeviceBlock& block) {
  Use& use = uses_[stream.get()];
  // Another stream at the address of one that is gone: its work is over.
  if (use.stream.lock() != stream) {
    use.reached = use.epoch++;
    use.stream = stream;
  }
  use.classes[block.region->index].push_back({block, use.epoch});
  block.region->state[block.at] = Region::kPending;
  ++block_count_;
  bytes_ += block.region->block_bytes;
  return ++use.in_epoch >= kEpochBlocks;
}

DeviceBlock PendingBlocks::take(const Stream* stream, uint64_t bytes) noexcept {
  if (block_count_ == 0) return {};
  const auto use = uses_.find(stream);
  if (use == uses_.end()) return {};
  const auto found = use->second.classes.find(block_class(bytes));
  if (found == use->second.classes.end()) return {};
  std::vector<Block>& blocks = found->second;
  // Small blocks of a class are all alike; large ones are looked through from the last.
  for (size_t i = blocks.size(); i-- > 0;) {
    if (blocks[i].block.region->block_bytes < bytes) continue;
    const DeviceBlock block = blocks[i].block;
    // What its own stream takes back needs no ticket.
    if (blocks[i].epoch == use->second.epoch) --use->second.in_epoch;
    blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(i));
    --block_count_;
    bytes_ -= block.region->block_bytes;
    return block;
  }
  return {};
}

std::vector<PendingBlocks::Closing> PendingBlocks::close_epochs(const Stream* only,
                                                                uint64_t bytes) {
  std::vector<Closing> closing;
  for (auto& [key, use] : uses_) {
    if (only != nullptr && only != key) continue;
    uint64_t held = 0;
    bool fits = false;
    for (const auto& [index, blocks] : use.classes) {
      for (const Block& one : blocks) {
        held += one.block.region->block_bytes;
        fits = fits || (one.block.region->block_bytes >= bytes &&
                        one.block.region->block_bytes / 8 <= bytes);
      }
    }
    if (held == 0) continue;
    closing.push_back({use.stream, key, use.epoch, held, fits, nullptr});
    ++use.epoch;
    use.in_epoch = 0;
  }
  return closing;
}

void PendingBlocks::settle(const Closing& closing) {
  const auto found = uses_.find(closing.key);
  if (found == uses_.end()) return;
  Use& use = found->second;
  look(use);  // so that tickets of a stream that always finds its own blocks do not pile up
  if (closing.ticket != nullptr) {
    use.tickets.emplace_back(closing.epoch, closing.ticket);
  } else {
    use.reached = std::max(use.reached, closing.epoch);
  }
}

// A later epoch's ticket stands for the earlier ones too.
void PendingBlocks::look(Use& use) noexcept {
  std::erase_if(use.tickets, [&](const auto& one) {
    if (!one.second->quiet()) return false;
    use.reached = std::max(use.reached, one.first);
    return true;
  });
  if (use.stream.expired()) use.reached = use.epoch;
}

void PendingBlocks::reap(DeviceHeap& heap) noexcept {
  if (block_count_ == 0) return;
  for (auto& [key, use] : uses_) {
    look(use);
    for (auto& [index, blocks] : use.classes) {
      // In the order of their epochs: the first ones are over first.
      const auto end = std::find_if(blocks.begin(), blocks.end(),
                                    [&](const Block& one) { return one.epoch > use.reached; });
      for (auto one = blocks.begin(); one != end; ++one) {
        bytes_ -= one->block.region->block_bytes;
        --block_count_;
        heap.give(one->block);
      }
      blocks.erase(blocks.begin(), end);
    }
  }
  std::erase_if(uses_, [](const auto& one) {
    return one.second.stream.expired() &&
           std::all_of(one.second.classes.begin(), one.second.classes.end(),
                       [](const auto& blocks) { return blocks.second.empty(); });
  });
}

}  // namespace weir::stream
