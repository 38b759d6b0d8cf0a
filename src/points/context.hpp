// SPDX-License-Identifier: Apache-2.0
// What long work on points is given by its caller: who helps, who pays, and who may stop it.
#pragma once

#include <memory>

#include "base/life.hpp"
#include "memory/budget.hpp"
#include "work/control.hpp"
#include "work/pool.hpp"

namespace weir::points {

struct Context {
  work::Pool& pool;
  memory::Budget& budget;
  work::Control* control = nullptr;

  memory::Charge charge(uint64_t bytes, const char* what) const {
    return budget.charge(memory::Module::points, bytes, what);
  }
  // body(begin, end) over [0, count). Results must not depend on how it is cut.
  void parallel(size_t count, size_t grain, const work::Pool::Body& body) const {
    pool.parallel_for(count, grain, body, control);
  }
  void begin(uint64_t steps) const {
    if (control != nullptr) control->begin(steps);
  }
  void check() const {
    if (control != nullptr) control->check();
  }
  void advance(uint64_t steps) const {
    if (control != nullptr) control->advance(steps);
  }
};

// What a thing keeps of its runtime, to work when it is asked to. Error(closed) after shutdown.
struct Resources {
  base::LifePtr life;
  std::shared_ptr<work::Pool> pool;
  std::shared_ptr<memory::Budget> budget;

  Context open(const char* what, work::Control* control) const {
    life->check(what);
    return {*pool, *budget, control};
  }
};

}  // namespace weir::points
