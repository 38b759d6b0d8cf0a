// SPDX-License-Identifier: Apache-2.0
// weir/ticket.hpp: progress, cancelling and work under way, in C++. See weir/ticket.h.
#ifndef WEIR_TICKET_HPP
#define WEIR_TICKET_HPP

#include <mutex>

#include "weir/memory.hpp"
#include "weir/ticket.h"

namespace weir {

// Hears how far work is. A class to derive from, for those who would rather not hand over a
// function.
class ProgressCallback {
 public:
  virtual ~ProgressCallback() = default;
  // Returns true to cancel. What it throws cancels too, and Control::rethrow() throws it again.
  virtual bool progress(uint64_t done, uint64_t total) = 0;
};

// Hears that work is done.
class DoneCallback {
 public:
  virtual ~DoneCallback() = default;
  // Runs once, in the thread that finished the work. What it throws goes nowhere.
  virtual void done(weir_status status) = 0;
};

// Handed to calls that can take long: hears how far they are, and stops them.
class Control : public detail::Owner<weir_control, weir_control_free> {
 public:
  // Return true to cancel.
  using ProgressFn = std::function<bool(uint64_t done, uint64_t total)>;

  Control() { detail::check(weir_control_create(out())); }

  // `fn` may be called from any thread, one at a time. What it throws cancels the work.
  void on_progress(ProgressFn fn) {
    listen([fn = std::move(fn)](uint64_t done, uint64_t total) { return fn(done, total); });
  }
  // Takes the callback, also when this throws. nullptr takes away what was set.
  void on_progress(ProgressCallback* callback) {
    if (callback == nullptr) {
      detail::check(weir_control_on_progress(get(), nullptr, nullptr, nullptr));
      return;
    }
    listen([owned = std::unique_ptr<ProgressCallback>(callback)](uint64_t done, uint64_t total) {
      return owned->progress(done, total);
    });
  }
  void cancel() { detail::check(weir_control_cancel(get())); }
  void progress(uint64_t& done, uint64_t& total) const {
    detail::check(weir_control_progress(get(), &done, &total));
  }
  // Throws what a progress function threw, if one did: the reason of a cancelled call.
  void rethrow() const {
    std::exception_ptr thrown;
    {
      const std::lock_guard<std::mutex> lock(thrown_->mutex);
      thrown = std::exchange(thrown_->what, nullptr);
    }
    if (thrown) std::rethrow_exception(thrown);
  }

 private:
  struct Thrown {
    std::mutex mutex;
    std::exception_ptr what;
  };

  template <class Fn>
  void listen(Fn fn) {
    auto heard = [fn = std::move(fn), thrown = thrown_](uint64_t done, uint64_t total) -> int32_t {
      try {
        return fn(done, total) ? 1 : 0;
      } catch (...) {
        const std::lock_guard<std::mutex> lock(thrown->mutex);
        thrown->what = std::current_exception();
        return 1;
      }
    };
    using Heard = decltype(heard);
    detail::check(weir_control_on_progress(
        get(),
        [](void* user, uint64_t done, uint64_t total) -> int32_t {
          return WEIR_HOST_ENTER ? (*static_cast<Heard*>(user))(done, total) : 0;
        },
        detail::keep(std::move(heard)), detail::drop<Heard>));
  }

  std::shared_ptr<Thrown> thrown_ = std::make_shared<Thrown>();
};

// Work that goes on by itself. Freeing the ticket does not stop it.
class Ticket : public detail::Owner<weir_ticket, weir_ticket_free> {
 public:
  using Owner::Owner;

  // False when the time ran out first. Throws the work's own error.
  bool wait(uint64_t timeout_ns = WEIR_FOREVER) const {
    return detail::check(weir_ticket_wait(get(), timeout_ns)) != WEIR_AGAIN;
  }
  // As wait(), without waiting.
  bool done() const {
    const weir_status status = weir_ticket_poll(get());
    if (status < 0) {
      const char* text = weir_ticket_error(get());  // empty when it was the call that failed
      throw Error(status, text[0] != '\0' ? text : weir_last_error());
    }
    return status != WEIR_AGAIN;
  }
  void cancel() { detail::check(weir_ticket_cancel(get())); }
  // The work's own status, WEIR_AGAIN while it goes on. Throws nothing.
  weir_status poll() const noexcept { return weir_ticket_poll(get()); }
  // What went wrong; empty while the work goes on and when it went well.
  std::string error() const { return weir_ticket_error(get()); }
  void progress(uint64_t& done, uint64_t& total) const {
    detail::check(weir_ticket_progress(get(), &done, &total));
  }
  // Keeps something, such as what owns the bytes, until the work is over. Not a look at the
  // outcome.
  void keep(std::shared_ptr<void> what) {
    using Kept = std::shared_ptr<void>;
    detail::check(
        weir_ticket_on_done(get(), nullptr, detail::keep(std::move(what)), detail::drop<Kept>));
  }
  // Calls `fn` once with the work's status, in the thread that finishes it, or here and now when it
  // is done. What it throws goes nowhere.
  void on_done(std::function<void(weir_status)> fn) { listen(std::move(fn)); }
  // Takes the callback, also when this throws.
  void on_done(DoneCallback* callback) {
    if (callback == nullptr) throw Error(WEIR_E_INVALID, "Ticket::on_done: callback is NULL");
    listen([owned = std::unique_ptr<DoneCallback>(callback)](weir_status status) {
      owned->done(status);
    });
  }

  // Items of a batch, each with a status of its own.
  uint64_t item_count() const {
    uint64_t count = 0;
    detail::check(weir_ticket_item_count(get(), &count));
    return count;
  }
  weir_status item_status(uint64_t index) const {
    weir_status status = WEIR_OK;
    detail::check(weir_ticket_item_status(get(), index, &status));
    return status;
  }
  std::string item_error(uint64_t index) const {
    return detail::take_text(
        [&](weir_buffer** text) { return weir_ticket_item_error(get(), index, text); });
  }

 private:
  template <class Fn>
  void listen(Fn fn) {
    detail::check(weir_ticket_on_done(
        get(),
        [](void* user, weir_status status) {
          if (!WEIR_HOST_ENTER) return;
          try {
            (*static_cast<Fn*>(user))(status);
          } catch (...) {  // nobody up this stack could take it
          }
        },
        detail::keep(std::move(fn)), detail::drop<Fn>));
  }
};

}  // namespace weir

#endif  // WEIR_TICKET_HPP
