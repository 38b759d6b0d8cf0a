// SPDX-License-Identifier: Apache-2.0
// include/weir/plan.h
#include "weir/plan.h"

#include "api/array.hpp"
#include "api/stream.hpp"

using namespace weir;
using namespace weir::api;

namespace {

// A plan by itself is not enough: a run is asked of its pool.
struct PooledPlan {
  std::shared_ptr<stream::Pool> pool;
  std::shared_ptr<stream::Pool::Prepared> prepared;
};

}  // namespace

struct weir_plan : weir::api::Handle<PooledPlan, weir::api::tag("plan")> {
  static constexpr const char* kName = "weir_plan";
  using Handle::Handle;
};

weir_status weir_plan_create(weir_stream_pool* pool, const weir_array* src, const weir_array* dst,
                             size_t pair_count, weir_plan** plan_out) {
  return guard(__func__, [&] {
    clear_output(plan_out, "plan_out");
    const std::shared_ptr<stream::Pool> used = use(pool, "pool");
    const ArrayPairs pairs(src, dst, pair_count);
    auto prepared = used->prepare(pairs.at(), pair_count);
    return give(plan_out, std::make_shared<PooledPlan>(PooledPlan{used, std::move(prepared)}));
  });
}

weir_status weir_plan_run(weir_plan* plan, weir_control* control, weir_ticket** ticket_out) {
  return guard(__func__, [&] {
    TicketOutput ticket(ticket_out);
    const std::shared_ptr<PooledPlan> used = use(plan, "plan");
    used->pool->check();
    used->pool->run(*used->prepared, use_control(control), ticket.slot());
    return ticket.give();
  });
}

void weir_plan_free(weir_plan* plan) {
  release(plan);
}
