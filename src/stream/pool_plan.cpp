// SPDX-License-Identifier: Apache-2.0
// A pool's plans: batches that are made ready once and run many times.
#include <utility>

#include "stream/pool.hpp"

namespace weir::stream {

std::shared_ptr<Pool::Prepared> Pool::prepare(const PairAt& pair_at, size_t count) const {
  check();
  check_pair_count(count);
  const OneMemory one = one_memory();
  Plan plan;
  plan.transfers.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const Pair pair = pair_at(i);
    try {
      add_transfer(plan, static_cast<uint32_t>(i), pair.src, pair.dst, one);
    } catch (const Error& error) {
      throw Error(error.status(), format_text("pair %zu of the plan: %s", i, error.what()));
    }
  }
  auto prepared = std::make_shared<Prepared>();
  prepared->count_ = count;
  if (count > 0) {
    prepared->layout_ =
        std::make_shared<const Layout>(std::move(plan), streams().size(), common_->window.limit());
  }
  return prepared;
}

void Pool::run(Prepared& prepared, std::shared_ptr<work::Control> control, TicketPtr* out) {
  const bool sync = begin_asking("a plan of a pool that synchronizes by itself");
  if (control) control->begin(prepared.count_);
  const uint64_t now_ns = common_->clock();
  const TicketPtr ticket = work::Ticket::create(prepared.count_, to_ledger());
  LayoutPtr layout;
  {
    const std::lock_guard lock(prepared.mutex_);
    const size_t size = streams().size();
    const uint64_t limit = common_->window.limit();
    if (prepared.layout_ && !prepared.layout_->cut_for(size, limit)) {
      prepared.layout_ =
          std::make_shared<const Layout>(Plan(prepared.layout_->plan()), size, limit);
    }
    layout = prepared.layout_;
  }
  if (layout) {
    start(std::move(layout), ticket, std::move(control), now_ns);
  } else {
    ticket->settle(0);
  }
  hand_over(ticket, out, sync);
}

}  // namespace weir::stream
