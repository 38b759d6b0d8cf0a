// SPDX-License-Identifier: Apache-2.0
#include "stream/device_heap.hpp"

#include <algorithm>
#include <utility>

namespace weir::stream {

Region::Region(uint64_t block_size, uint32_t block_count)
    : block_bytes(block_size),
      count(block_count),
      index(block_class(block_size)),
      state(block_count, kFree),
      spare(block_count, 0),
      free(block_count) {
  // The first block is the first to go.
  for (uint32_t i = 0; i < block_count; ++i) free[i] = block_count - 1 - i;
}

Region* DeviceHeap::add(std::unique_ptr<Region>& region) {
  auto& listed = with_free_[region->index];
  listed.reserve(class_regions_[region->index] + size_t{1});
  Region* const added = region.get();
  regions_.emplace(added->base, nullptr).first->second = std::move(region);
  ++class_regions_[added->index];
  list(added);
  return added;
}

void DeviceHeap::unlist(Region* region) noexcept {
  auto& listed = with_free_[region->index];
  listed.erase(std::find(listed.rbegin(), listed.rend(), region).base() - 1);
}

DeviceBlock DeviceHeap::take(uint64_t bytes, bool loose) noexcept {
  const bool small = bytes <= kSmallBlock;
  const uint64_t most = loose ? bytes * 8 : bytes + std::max(bytes / 8, uint64_t{2} << 20);
  const uint32_t first = block_class(bytes);
  const uint32_t last = loose ? block_class(most) : small ? first : first + 1;
  Region* best = nullptr;
  for (uint32_t index = first; index <= last && index < kBlockClasses && best == nullptr; ++index) {
    const auto& listed = with_free_[index];
    if (small && !listed.empty()) {
      best = listed.back();
      continue;
    }
    for (Region* region : listed) {
      if (region->block_bytes < bytes || region->block_bytes > most) continue;
      if (best == nullptr || region->block_bytes < best->block_bytes) best = region;
    }
  }
  if (best == nullptr) return {};
  return take(*best);
}

DeviceBlock DeviceHeap::take(Region& region) noexcept {
  const DeviceBlock taken{&region, region.free.back()};
  region.free.pop_back();
  if (region.free.empty()) unlist(&region);
  return taken;
}

DeviceBlock DeviceHeap::find(const void* address) const noexcept {
  const auto* const at = static_cast<const std::byte*>(address);
  auto after = regions_.upper_bound(at);
  if (after == regions_.begin()) return {};
  Region* const region = std::prev(after)->second.get();
  const uint64_t offset = static_cast<uint64_t>(at - region->base);
  if (offset >= region->block_bytes * region->count) return {};
  return {region, static_cast<uint32_t>(offset / region->block_bytes)};
}

void DeviceHeap::give(const DeviceBlock& block) noexcept {
  Region& region = *block.region;
  region.state[block.at] = Region::kFree;
  region.free.push_back(block.at);  // within what it was made with
  if (region.free.size() == 1) list(&region);
}

std::vector<std::unique_ptr<Region>> DeviceHeap::remove_idle(uint64_t wanted) {
  std::vector<Region*> idle;
  for (const auto& [base, region] : regions_) {
    if (region->idle()) idle.push_back(region.get());
  }
  std::sort(idle.begin(), idle.end(),
            [](const Region* a, const Region* b) { return a->held_bytes > b->held_bytes; });
  std::vector<std::unique_ptr<Region>> removed;
  removed.reserve(idle.size());
  uint64_t freed = 0;
  for (Region* region : idle) {
    if (freed >= wanted) break;
    freed += region->held_bytes;
    unlist(region);
    --class_regions_[region->index];
    const auto found = regions_.find(region->base);
    removed.push_back(std::move(found->second));
    regions_.erase(found);
  }
  return removed;
}

std::vector<std::unique_ptr<Region>> DeviceHeap::remove_all() {
  std::vector<std::unique_ptr<Region>> all;
  all.reserve(regions_.size());
  for (auto& [base, region] : regions_) all.push_back(std::move(region));
  regions_.clear();
  for (auto& listed : with_free_) listed.clear();
  class_regions_.fill(0);
  return all;
}

void DeviceHeap::abandon() noexcept {
  for (auto& [base, region] : regions_) static_cast<void>(region.release());
  regions_.clear();
}

DeviceHeap::Figures DeviceHeap::figures() const noexcept {
  Figures figures;
  for (const auto& [base, region] : regions_) {
    figures.free_bytes += region->free.size() * region->block_bytes;
    if (region->idle()) figures.idle_bytes += region->held_bytes;
    if (!region->free.empty()) {
      figures.largest_bytes = std::max(figures.largest_bytes, region->block_bytes);
    }
  }
  return figures;
}

}  // namespace weir::stream
