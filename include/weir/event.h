/* SPDX-License-Identifier: Apache-2.0 */
/* weir/event.h: one stream after another, and after a stream of your own.
 *
 * Streams go their own ways. Where one has to wait for what another does, record how
 * far the first has come and let the second wait for the ticket: no thread of yours
 * waits. Any ticket will do: of a transfer, a batch, a plan, of another pool.
 */
#ifndef WEIR_EVENT_H
#define WEIR_EVENT_H

#include "weir/base.h"
#include "weir/stream.h"
#include "weir/ticket.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Gives a ticket that is done when all that was asked of this stream before is over,
 * however it ended. It has one item, and fails only when it is cancelled first.
 *
 * On a wrapped stream that includes what you had queued on the device stream, and a
 * failure of that is the ticket's.
 *
 * Gives: ticket_out, to be ended with weir_ticket_free().
 * Errors: WEIR_E_INVALID for a NULL stream or ticket_out; WEIR_E_LIMIT when no thread can
 *         be had; WEIR_E_NO_MEMORY; WEIR_E_CLOSED, also when the pool was resized
 *         without this stream.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_record(weir_stream* stream, weir_ticket** ticket_out);

/* Lets what is asked of this stream from now on begin when the ticket is done, however
 * it ended. Returns at once; the ticket may be freed.
 *
 * Errors: WEIR_E_INVALID for a NULL stream or ticket; WEIR_E_LIMIT, WEIR_E_NO_MEMORY and
 *         WEIR_E_CLOSED as weir_stream_record().
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_wait_ticket(weir_stream* stream, const weir_ticket* ticket);

/* Gives a stream that queues what it is asked on a device stream of your own.
 *
 * Copies between host and device then happen after what you had queued there when the
 * copy began, and before what you queue there once its ticket is done. The same native
 * stream gives the same stream; it stays with its pool, outside of its numbered
 * streams, and takes no part in batches.
 *
 * Borrows: native_stream, a cudaStream_t, until the pool has ended.
 * Gives: stream_out, to be ended with weir_stream_free().
 * Errors: WEIR_E_INVALID for a NULL pool or stream_out; WEIR_E_UNSUPPORTED when the pool's
 *         device is the host; WEIR_E_DEVICE with the driver's words when it is no stream
 *         of this device; WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_stream_pool_wrap(weir_stream_pool* pool, void* native_stream,
                                           weir_stream** stream_out);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_EVENT_H */
