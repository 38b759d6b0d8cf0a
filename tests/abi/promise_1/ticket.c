/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/ticket.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_ticket[];

typedef int32_t (*weir_progress_fn)(void* user, uint64_t done, uint64_t total);
typedef void (*weir_done_fn)(void* user, weir_status status);
weir_status weir_control_create(weir_control** control_out);
weir_status weir_control_on_progress(weir_control* control, weir_progress_fn fn, void* user,
                                     weir_user_free user_free);
weir_status weir_control_cancel(weir_control* control);
weir_status weir_control_progress(const weir_control* control, uint64_t* done_out,
                                  uint64_t* total_out);
void weir_control_free(weir_control* control);
weir_status weir_ticket_wait(const weir_ticket* ticket, uint64_t timeout_ns);
weir_status weir_ticket_poll(const weir_ticket* ticket);
const char* weir_ticket_error(const weir_ticket* ticket);
weir_status weir_ticket_cancel(weir_ticket* ticket);
weir_status weir_ticket_progress(const weir_ticket* ticket, uint64_t* done_out,
                                 uint64_t* total_out);
weir_status weir_ticket_on_done(weir_ticket* ticket, weir_done_fn fn, void* user,
                                weir_user_free user_free);
weir_status weir_ticket_item_count(const weir_ticket* ticket, uint64_t* count_out);
weir_status weir_ticket_item_status(const weir_ticket* ticket, uint64_t index,
                                    weir_status* status_out);
weir_status weir_ticket_item_error(const weir_ticket* ticket, uint64_t index,
                                   weir_buffer** text_out);
void weir_ticket_free(weir_ticket* ticket);

const promise_fn promise_ticket[] = {
    (promise_fn)weir_control_create,     (promise_fn)weir_control_on_progress,
    (promise_fn)weir_control_cancel,     (promise_fn)weir_control_progress,
    (promise_fn)weir_control_free,       (promise_fn)weir_ticket_wait,
    (promise_fn)weir_ticket_poll,        (promise_fn)weir_ticket_error,
    (promise_fn)weir_ticket_cancel,      (promise_fn)weir_ticket_progress,
    (promise_fn)weir_ticket_on_done,     (promise_fn)weir_ticket_item_count,
    (promise_fn)weir_ticket_item_status, (promise_fn)weir_ticket_item_error,
    (promise_fn)weir_ticket_free,
};
