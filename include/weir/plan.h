/* SPDX-License-Identifier: Apache-2.0 */
/* weir/plan.h: a batch that is asked for again and again.
 *
 * Describing, checking and grouping a thousand arrays can take as long as copying
 * them. A plan does it once; each run then copies what lies there at that time.
 */
#ifndef WEIR_PLAN_H
#define WEIR_PLAN_H

#include "weir/array.h"
#include "weir/base.h"
#include "weir/stream.h"
#include "weir/ticket.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A batch of a pool, made ready. It keeps its pool alive.
 *
 * Threads: Shared. Two runs at once copy the same twice: no source may then overlap a
 * destination.
 */
typedef struct weir_plan weir_plan;

/* Makes a plan: src[i] goes to dst[i] for every i, with the rules of
 * weir_stream_pool_batch(), but that every pair has to fit.
 *
 * Borrows: the bytes they describe, until the plan is freed and its runs are over.
 * Copies: src and dst, their shapes and strides.
 * Gives: plan_out, to be ended with weir_plan_free().
 * Errors: WEIR_E_INVALID for a NULL pool or plan_out, a NULL src or dst unless there are
 *         no pairs, a struct_size that is not set or not the same in all, and for a pair
 *         that does not fit (the text has its number, and both shapes);
 *         WEIR_E_LIMIT for more than 4294967295 pairs; WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_plan_create(weir_stream_pool* pool, const weir_array* src,
                                      const weir_array* dst, size_t pair_count,
                                      weir_plan** plan_out);

/* Copies every pair, as weir_stream_pool_batch() does.
 *
 * Gives: ticket_out (may be NULL: as weir_stream_pool_transfer()), to be ended with
 *        weir_ticket_free().
 * Errors: WEIR_E_INVALID for a NULL plan; WEIR_E_CANCELLED for a cancelled control (which
 *         may be NULL), WEIR_E_CALLBACK for one whose callback threw; WEIR_E_LIMIT;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_plan_run(weir_plan* plan, weir_control* control,
                                   weir_ticket** ticket_out);

/* Ends a handle to a plan; runs that began go on. NULL does nothing.
 *
 * Blocks: as weir_stream_pool_free().
 * Errors: none; a handle of another type is left alone.
 * Since: 1.0
 */
WEIR_API void weir_plan_free(weir_plan* plan);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_PLAN_H */
