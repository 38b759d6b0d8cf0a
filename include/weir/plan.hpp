// SPDX-License-Identifier: Apache-2.0
// weir/plan.hpp: a batch that is asked for again and again, in C++. See weir/plan.h.
#ifndef WEIR_PLAN_HPP
#define WEIR_PLAN_HPP

#include <vector>

#include "weir/plan.h"
#include "weir/stream.hpp"

namespace weir {

class Plan : public detail::Owner<weir_plan, weir_plan_free> {
 public:
  using Owner::Owner;

  // src[i] goes to dst[i]; every pair has to fit. What they describe stays until this is gone and
  // its runs are over.
  Plan(StreamPool& pool, const std::vector<Array>& src, const std::vector<Array>& dst) {
    const detail::Pairs pairs("Plan", src, dst);
    detail::check(weir_plan_create(pool.get(), pairs.src(), pairs.dst(), pairs.size(), out()));
  }

  Ticket run(Control* control = nullptr) {
    weir_ticket* raw = nullptr;
    detail::check(weir_plan_run(get(), control == nullptr ? nullptr : control->get(), &raw));
    return Ticket(raw);
  }
};

}  // namespace weir

#endif  // WEIR_PLAN_HPP
