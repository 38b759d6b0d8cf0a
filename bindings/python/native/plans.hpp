// SPDX-License-Identifier: Apache-2.0
// Plans over Python's arrays. The arrays stay until the plan is gone and the last of its runs is
// over, whichever comes last: both count on one SharedHold.
#ifndef WEIR_PYTHON_PLANS_HPP
#define WEIR_PYTHON_PLANS_HPP

#include <atomic>

#include "arrays.hpp"

namespace weirpy {

class SharedHold {
 public:
  explicit SharedHold(Hold* hold) : hold_(hold) {}
  void keep() noexcept { count_.fetch_add(1); }
  // Any thread, without the GIL.
  void drop() noexcept {
    if (count_.fetch_sub(1) != 1) return;
    finished().add(hold_);
    delete this;
  }

 private:
  Hold* const hold_;
  std::atomic<size_t> count_{1};
};

class PyPlan {
 public:
  PyPlan(weir::StreamPool& pool, PyObject* pairs_in) {
    finished().let_go();
    pairs_ = std::make_unique<Pairs>(size_t{0});
    Pairs& pairs = *pairs_;
    read_pairs(pairs, pairs_in, "plan");
    {
      const Outside outside;
      pairs.producers().open(pool.get());
    }
    auto* hold = new SharedHold(pairs.take());
    weir_status status = WEIR_OK;
    {
      const Outside outside;
      status = weir_plan_create(pool.get(), pairs.src(), pairs.dst(), pairs.count(), &raw_);
    }
    if (status < 0) {
      hold->drop();
      weir::detail::check(status);
    }
    hold_ = hold;
  }
  ~PyPlan() {
    {
      const Outside outside;
      weir_plan_free(raw_);
    }
    if (hold_ != nullptr) hold_->drop();
  }
  PyPlan(const PyPlan&) = delete;
  PyPlan& operator=(const PyPlan&) = delete;

  weir::Ticket* run(weir::Control* control) {
    finished().let_go();
    weir_ticket* raw = nullptr;
    weir_status status = WEIR_OK;
    {
      const Outside outside;
      pairs_->producers().wait();
      status = weir_plan_run(raw_, control == nullptr ? nullptr : control->get(), &raw);
    }
    weir::detail::check(status);
    auto ticket = std::make_unique<weir::Ticket>(raw);
    hold_->keep();
    status = weir_ticket_on_done(raw, nullptr, hold_,
                                 [](void* user) { static_cast<SharedHold*>(user)->drop(); });
    if (status >= 0) return ticket.release();
    // No memory for the notice: the hold was let go of, so this waits until all is over.
    const std::string text = weir_last_error();
    weir_ticket_wait(raw, WEIR_FOREVER);
    throw weir::Error(status, text);
  }

 private:
  std::unique_ptr<Pairs> pairs_;  // whose arrays' own streams are waited for at each run
  weir_plan* raw_ = nullptr;
  SharedHold* hold_ = nullptr;
};

}  // namespace weirpy

#endif  // WEIR_PYTHON_PLANS_HPP
