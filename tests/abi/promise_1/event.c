/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/event.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_event[];

weir_status weir_stream_record(weir_stream* stream, weir_ticket** ticket_out);
weir_status weir_stream_wait_ticket(weir_stream* stream, const weir_ticket* ticket);
weir_status weir_stream_pool_wrap(weir_stream_pool* pool, void* native_stream,
                                  weir_stream** stream_out);

const promise_fn promise_event[] = {
    (promise_fn)weir_stream_record,
    (promise_fn)weir_stream_wait_ticket,
    (promise_fn)weir_stream_pool_wrap,
};
