// SPDX-License-Identifier: Apache-2.0
// weir/ticket.hpp: progress, cancelling and work under way, in C++. See weir/ticket.h.
#ifndef WEIR_TICKET_HPP
#define WEIR_TICKET_HPP

#include "weir/memory.hpp"
#include "weir/ticket.h"

namespace weir {

// Handed to calls that can take long: hears how far they are, and stops them.
class Control : public detail::Owner<weir_control, weir_control_free> {
 public:
  // Return true to cancel.
  using ProgressFn = std::function<bool(uint64_t done, uint64_t total)>;

  Control() { detail::check(weir_control_create(out())); }

  // `fn` may be called from any thread, one at a time. What it throws cancels the work.
  void on_progress(ProgressFn fn) {
    detail::check(weir_control_on_progress(
        get(),
        [](void* user, uint64_t done, uint64_t total) -> int32_t {
          try {
            return (*static_cast<ProgressFn*>(user))(done, total) ? 1 : 0;
          } catch (...) {
            return 1;
          }
        },
        detail::keep(std::move(fn)), detail::drop<ProgressFn>));
  }
  void cancel() { detail::check(weir_control_cancel(get())); }
};

// Work that goes on by itself. Freeing the ticket does not stop it.
class Ticket : public detail::Owner<weir_ticket, weir_ticket_free> {
 public:
  using Owner::Owner;

  // False when the time ran out first. Throws the work's own error.
  bool wait(uint64_t timeout_ns = WEIR_FOREVER) const {
    const weir_status status = weir_ticket_wait(get(), timeout_ns);
    if (status < 0) throw Error(status, weir_ticket_error(get()));
    return status != WEIR_AGAIN;
  }
  // As wait(), without waiting.
  bool done() const {
    const weir_status status = weir_ticket_poll(get());
    if (status < 0) throw Error(status, weir_ticket_error(get()));
    return status != WEIR_AGAIN;
  }
  void cancel() { detail::check(weir_ticket_cancel(get())); }

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
};

}  // namespace weir

#endif  // WEIR_TICKET_HPP
