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

Batch::Batch(Plan plan, std::shared_ptr<work::Ticket> the_ticket,
             std::shared_ptr<work::Control> the_control, uint64_t now_ns)
    : ticket(std::move(the_ticket)),
      control(std::move(the_control)),
      submitted_ns(now_ns),
      plan_(std::move(plan)) {
  for (const Transfer& transfer : plan_.transfers) bytes_ += transfer.bytes;
}

// Largest first, so that what is left for the end is small and the streams end together. The order
// within a class is the caller's.
void Batch::group_by_size() {
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

void Batch::cut(size_t streams, uint64_t most_bytes) {
  const size_t count = plan_.transfers.size();
  if (count > 1) group_by_size();
  const uint64_t share = bytes_ / (streams * kChunksPerStream);
  const uint64_t target = std::min(std::max(share, kLeastChunk), most_bytes);
  // Empty transfers have no bytes and still take time to settle.
  const size_t most_items = std::max<size_t>(64, count / (streams * kChunksPerStream) + 1);
  starts_.push_back(0);
  uint64_t bytes = 0;
  for (size_t i = 0; i < count; ++i) {
    const size_t items = i - starts_.back();
    const uint64_t more = plan_.transfers[i].bytes;
    if (items > 0 && (bytes + more > target || items >= most_items)) {
      starts_.push_back(static_cast<uint32_t>(i));
      bytes = 0;
    }
    bytes += more;
  }
  starts_.push_back(static_cast<uint32_t>(count));
}

Batch::Chunk Batch::claim() noexcept {
  const size_t chunk = next_.fetch_add(1, std::memory_order_relaxed);
  if (chunk >= chunk_count()) return {};
  Chunk claimed;
  claimed.first = plan_.transfers.data() + starts_[chunk];
  claimed.last = plan_.transfers.data() + starts_[chunk + 1];
  for (const Transfer* t = claimed.first; t != claimed.last; ++t) claimed.bytes += t->bytes;
  return claimed;
}

}  // namespace weir::stream
