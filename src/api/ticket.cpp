// SPDX-License-Identifier: Apache-2.0
// include/weir/ticket.h
#include "weir/ticket.h"

#include "api/buffer.hpp"
#include "api/ticket.hpp"
#include "base/callback.hpp"

using namespace weir;
using namespace weir::api;

weir_status weir_control_create(weir_control** control_out) {
  return guard(__func__, [&] {
    clear_output(control_out, "control_out");
    return give(control_out, std::make_shared<work::Control>());
  });
}

weir_status weir_control_on_progress(weir_control* control, weir_progress_fn fn, void* user,
                                     weir_user_free user_free) {
  return guard(__func__, [&] {
    const base::User owned = base::own_user(user, user_free);
    const auto used = use(control, "control");
    work::Control::Progress progress;
    if (fn != nullptr) {
      progress = [fn, owned](uint64_t done, uint64_t total) {
        return fn(owned.get(), done, total) == 0;
      };
    }
    used->on_progress(std::move(progress));
    return Status::ok;
  });
}

weir_status weir_control_cancel(weir_control* control) {
  return guard(__func__, [&] {
    const auto used = use(control, "control");
    used->cancel();
    return Status::ok;
  });
}

weir_status weir_control_progress(const weir_control* control, uint64_t* done_out,
                                  uint64_t* total_out) {
  return guard(__func__, [&] {
    const auto used = use(control, "control");
    require(done_out, "done_out");
    require(total_out, "total_out");
    *done_out = used->done();
    *total_out = used->total();
    return Status::ok;
  });
}

void weir_control_free(weir_control* control) {
  release(control);
}

weir_status weir_ticket_wait(const weir_ticket* ticket, uint64_t timeout_ns) {
  return guard(__func__, [&] {
    // A completion callback may free the handle, and with it the last owner but this one.
    const auto held = use(ticket, "ticket");
    return held->wait(timeout_ns);
  });
}

weir_status weir_ticket_poll(const weir_ticket* ticket) {
  return guard(__func__, [&] {
    const auto used = use(ticket, "ticket");
    return used->status();
  });
}

const char* weir_ticket_error(const weir_ticket* ticket) {
  const char* text = "";
  if (ticket == nullptr || !ticket->tagged()) return text;
  guard(__func__, [&] {
    const auto used = use(ticket, "ticket");
    text = used->error().c_str();
    return Status::ok;
  });
  return text;
}

weir_status weir_ticket_cancel(weir_ticket* ticket) {
  return guard(__func__, [&] {
    const auto held = use(ticket, "ticket");  // its callbacks may free the handle
    held->cancel();
    return Status::ok;
  });
}

weir_status weir_ticket_progress(const weir_ticket* ticket, uint64_t* done_out,
                                 uint64_t* total_out) {
  return guard(__func__, [&] {
    const auto used = use(ticket, "ticket");
    require(done_out, "done_out");
    require(total_out, "total_out");
    *done_out = used->settled();
    *total_out = used->item_count();
    return Status::ok;
  });
}

weir_status weir_ticket_on_done(weir_ticket* ticket, weir_done_fn fn, void* user,
                                weir_user_free user_free) {
  return guard(__func__, [&] {
    const base::User owned = base::own_user(user, user_free);
    const std::shared_ptr<work::Ticket> held = use(ticket, "ticket");
    if (fn == nullptr) {
      if (user_free == nullptr) fail(Status::invalid, "fn is NULL, and so is user_free");
      held->keep(owned);
      return Status::ok;
    }
    held->on_done(
        [fn, owned](Status status) { fn(owned.get(), static_cast<weir_status>(status)); });
    return Status::ok;
  });
}

weir_status weir_ticket_item_count(const weir_ticket* ticket, uint64_t* count_out) {
  return guard(__func__, [&] {
    const auto used = use(ticket, "ticket");
    require(count_out, "count_out");
    *count_out = used->item_count();
    return Status::ok;
  });
}

weir_status weir_ticket_item_status(const weir_ticket* ticket, uint64_t index,
                                    weir_status* status_out) {
  return guard(__func__, [&] {
    const auto used = use(ticket, "ticket");
    require(status_out, "status_out");
    *status_out = static_cast<weir_status>(used->item_status(index));
    return Status::ok;
  });
}

weir_status weir_ticket_item_error(const weir_ticket* ticket, uint64_t index,
                                   weir_buffer** text_out) {
  return guard(__func__, [&] {
    clear_output(text_out, "text_out");
    const auto used = use(ticket, "ticket");
    return give_text(text_out, used->item_error(index));
  });
}

void weir_ticket_free(weir_ticket* ticket) {
  if (ticket == nullptr || !ticket->tagged()) return;
  guard(__func__, [&] {
    const auto used = use(ticket, "ticket");
    used->abandon();
    return Status::ok;
  });
  release(ticket);
}
