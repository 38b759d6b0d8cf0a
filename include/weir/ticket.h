/* SPDX-License-Identifier: Apache-2.0 */
/* weir/ticket.h: work that takes a while.
 *
 * Work that goes on without you gives a ticket: wait for it, look at it, cancel
 * it, or leave a function to be called. Long calls that you wait inside of take a
 * control instead: it tells how far they are and stops them, from any thread.
 *
 * Functions you leave here may be called from threads of the library's own. From
 * inside one, waiting for work (a ticket, a stream, a pool) is refused with
 * WEIR_E_INVALID, since it could be a wait for itself; asking for more work, and
 * looking with a timeout of 0, are fine.
 */
#ifndef WEIR_TICKET_H
#define WEIR_TICKET_H

#include "weir/base.h"
#include "weir/memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Progress out, cancel in: for one long call, or several one after another.
 *
 * Threads: Shared.
 */
typedef struct weir_control weir_control;

/* Hears how far the work is: `done` of `total` steps, total 0 while it is unknown.
 * Returns 0 to go on; anything else cancels. Called some twenty times a second at
 * most, by the threads that work, one at a time, never with less than before, and
 * always for the last step, where `done` is `total`, unless the work failed. Work
 * without steps, such as none at all, does not call it. */
typedef int32_t (*weir_progress_fn)(void* user, uint64_t done, uint64_t total);

/* Makes a control.
 *
 * Gives: control_out, to be ended with weir_control_free().
 * Errors: WEIR_E_INVALID for a NULL control_out; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_control_create(weir_control** control_out);

/* Sets the function that hears of progress; a NULL fn takes it away.
 *
 * When this returns, the function set before is not running and will not run. An
 * exception that it throws stops the work with WEIR_E_CALLBACK.
 *
 * Takes: user, to be ended with user_free, also when this call fails.
 * Blocks: while the function set before is running.
 * Errors: WEIR_E_INVALID for a NULL control, and from inside the function itself, which
 *         would wait for its own end; WEIR_E_NO_MEMORY.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_control_on_progress(weir_control* control, weir_progress_fn fn,
                                              void* user, weir_user_free user_free);

/* Asks the work to stop: it ends soon, with WEIR_E_CANCELLED.
 *
 * A cancelled control stays cancelled: work that is given it later does not begin.
 *
 * Errors: WEIR_E_INVALID for a NULL control.
 * Since: 1.0
 */
WEIR_API weir_status weir_control_cancel(weir_control* control);

/* Tells how far the work is: the pull twin of weir_control_on_progress().
 *
 * Errors: WEIR_E_INVALID for a NULL control, done_out or total_out.
 * Since: 1.0
 */
WEIR_API weir_status weir_control_progress(const weir_control* control, uint64_t* done_out,
                                           uint64_t* total_out);

/* Ends a handle to a control. Work that was given it goes on. NULL does nothing.
 *
 * Errors: none; a handle of another type is left alone.
 * Since: 1.0
 */
WEIR_API void weir_control_free(weir_control* control);

/* Stands for work that goes on by itself: one item, or many with an outcome each.
 *
 * Threads: Shared.
 */
typedef struct weir_ticket weir_ticket;

/* Hears that the work is done, and how it ended. */
typedef void (*weir_done_fn)(void* user, weir_status status);

/* Waits until the work behind a ticket is done, or until timeout_ns has passed.
 *
 * Giving up does not stop the work. Waiting without a limit for a batch of copies on
 * the host lends them this thread, which is then one that works: it may call the
 * batch's progress and done functions.
 * A ticket may be waited for by several threads; all of them wake.
 *
 * Blocks: up to timeout_ns; WEIR_FOREVER means as long as it takes.
 * Errors: WEIR_AGAIN when time ran out first (an answer);
 *         the work's own status if it failed: weir_ticket_error() has the text, and so
 *         has weir_last_error(). Of many items, that is WEIR_E_CANCELLED when those that
 *         are not done were all cancelled, WEIR_E_CALLBACK when a progress function
 *         that threw stopped them, the failure when all failed of the same, and
 *         WEIR_E_PARTIAL else: ask the items;
 *         WEIR_E_INVALID for a NULL ticket, and from inside a callback while the work
 *         is not done; WEIR_E_CLOSED in a child made by fork().
 * Since: 1.0
 */
WEIR_API weir_status weir_ticket_wait(const weir_ticket* ticket, uint64_t timeout_ns);

/* Tells how the work stands, at once.
 *
 * The work's own failure is an answer here too: it leaves weir_last_error() alone.
 *
 * Errors: WEIR_AGAIN while it goes on, WEIR_OK when it is done, the work's own status
 *         if it failed; WEIR_E_INVALID for a NULL ticket; WEIR_E_CLOSED as above.
 * Since: 1.0
 */
WEIR_API weir_status weir_ticket_poll(const weir_ticket* ticket);

/* Tells what went wrong. Empty while the work goes on, and when it went well.
 *
 * Lends: the text, for the life of the ticket.
 * Errors: none; NULL or a handle of another type gives an empty text.
 * Since: 1.0
 */
WEIR_API const char* weir_ticket_error(const weir_ticket* ticket);

/* Asks the work to stop.
 *
 * Work that has not begun never will, and the ticket is done with WEIR_E_CANCELLED
 * when this returns. Work that has begun stops before its next item, and finishes the
 * one it is at; pairs that a device other than the host copies together are one.
 *
 * Errors: WEIR_E_INVALID for a NULL ticket; WEIR_E_CLOSED in a child made by fork().
 * Since: 1.0
 */
WEIR_API weir_status weir_ticket_cancel(weir_ticket* ticket);

/* Tells how many of the ticket's items are over, well or not.
 *
 * Errors: WEIR_E_INVALID for a NULL ticket, done_out or total_out.
 * Since: 1.0
 */
WEIR_API weir_status weir_ticket_progress(const weir_ticket* ticket, uint64_t* done_out,
                                          uint64_t* total_out);

/* Leaves a function to be called once, when the work is done; at once, in this
 * thread, when it is done already. The pull twin is weir_ticket_poll().
 *
 * The thread that finishes the work calls it, so it should be quick. It may free
 * this ticket. What it throws is kept as the stream's error. A fn counts as having
 * been told of the work's error: no later wait of the stream or pool repeats it. A
 * NULL fn only keeps user until the work is over, such as what owns the bytes; an
 * error that nobody else looked at is then not taken as told.
 *
 * Takes: user, to be ended with user_free, also when this call fails.
 * Errors: WEIR_E_INVALID for a NULL ticket, or a NULL fn without a user_free;
 *         WEIR_E_NO_MEMORY;
 *         WEIR_E_CLOSED in a child made by fork().
 * Since: 1.0
 */
WEIR_API weir_status weir_ticket_on_done(weir_ticket* ticket, weir_done_fn fn, void* user,
                                         weir_user_free user_free);

/* Tells how many items a ticket has: 1, or the pairs of a batch.
 *
 * Errors: WEIR_E_INVALID for a NULL ticket or count_out.
 * Since: 1.0
 */
WEIR_API weir_status weir_ticket_item_count(const weir_ticket* ticket, uint64_t* count_out);

/* Tells how one item stands; WEIR_AGAIN in status_out while it is not over.
 *
 * Errors: WEIR_E_INVALID for a NULL ticket or status_out, or an index out of range;
 *         WEIR_E_CLOSED in a child made by fork().
 * Since: 1.0
 */
WEIR_API weir_status weir_ticket_item_status(const weir_ticket* ticket, uint64_t index,
                                             weir_status* status_out);

/* Tells what went wrong with one item; an empty text when nothing did.
 *
 * Gives: text_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for a NULL ticket or text_out, or an index out of range;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED in a child made by fork().
 * Since: 1.0
 */
WEIR_API weir_status weir_ticket_item_error(const weir_ticket* ticket, uint64_t index,
                                            weir_buffer** text_out);

/* Ends a handle to a ticket; the work goes on. NULL does nothing.
 *
 * An error that you did not look at is not lost: the next synchronize of the
 * stream, or wait of the pool, tells it.
 *
 * Errors: none; a handle of another type is left alone.
 * Since: 1.0
 */
WEIR_API void weir_ticket_free(weir_ticket* ticket);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_TICKET_H */
