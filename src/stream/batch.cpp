// SPDX-License-Identifier: Apache-2.0
#include "stream/batch.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace weir::stream {
namespace {

// A chunk below this costs more to hand out than to copy.
constexpr uint64_t kLeastChunk = uint64_t{256} << 10;
constexpr size_t kChunksPerStream = 4;

// Powers of two: 0, 1, 2-3, 4-7, ...
size_t size_class(uint64_t bytes) {
  return static_cast<size_t>(std::bit_width(bytes));
}

}  // namespace

Layout::Layout(Plan plan, size_t streams, uint64_t most_bytes)
    : plan_(std::move(plan)), streams_(streams), most_bytes_(most_bytes) {
  for (const Transfer& transfer : plan_.transfers) bytes_ += transfer.bytes;
  if (plan_.transfers.size() > 1) group_by_size();
  cut();
}

// Largest first, so that what is left for the end is small and the streams end together. The order
// within a class is the caller's.
void Layout::group_by_size() {
  const std::vector<Transfer>& in = plan_.transfers;
  size_t counts[65] = {};
  for (const Transfer& transfer : in) ++counts[size_class(transfer.bytes)];
  if (std::any_of(std::begin(counts), std::end(counts), [&](size_t n) { return n == in.size(); })) {
    return;  // one class: grouped as it is
  }
  size_t at[65];
  size_t next = 0;
  for (size_t i = 65; i-- > 0;) {
    at[i] = next;
    next += counts[i];
  }
  std::vector<Transfer> out(in.size());
  for (const Transfer& transfer : in) out[at[size_class(transfer.bytes)]++] = transfer;
  plan_.transfers = std::move(out);
}

void Layout::cut() {
  const Transfer* const all = plan_.transfers.data();
  const size_t count = plan_.transfers.size();
  const uint64_t share = bytes_ / (streams_ * kChunksPerStream);
  const uint64_t target = std::min(std::max(share, kLeastChunk), most_bytes_);
  // Empty transfers have no bytes and still take time to settle.
  const size_t most_items = std::max<size_t>(64, count / (streams_ * kChunksPerStream) + 1);
  Chunk chunk{all, all, 0};
  for (size_t i = 0; i < count; ++i) {
    const uint64_t more = all[i].bytes;
    if (chunk.count() > 0 && (chunk.bytes + more > target || chunk.count() >= most_items)) {
      chunks_.push_back(chunk);
      chunk = {all + i, all + i, 0};
    }
    chunk.bytes += more;
    ++chunk.last;
  }
  chunks_.push_back(chunk);
}

Batch::Batch(LayoutPtr layout, std::shared_ptr<work::Ticket> the_ticket,
             std::shared_ptr<work::Control> the_control, uint64_t now_ns)
    : ticket(std::move(the_ticket)),
      control(std::move(the_control)),
      submitted_ns(now_ns),
      layout_(std::move(layout)) {}

Batch::Chunk Batch::claim() noexcept {
  const size_t chunk = next_.fetch_add(1, std::memory_order_relaxed);
  return chunk < layout_->chunk_count() ? layout_->chunk(chunk) : Chunk{};
}

}  // namespace weir::stream
