/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a plan made once runs many times, outlives the handles it was made from, and refuses what
 * does not fit by its number. */
#include <stdint.h>

#include "check.h"

enum { kPairs = 1000, kValues = 1500 };
static const uint64_t kShape[2] = {500, 3};
static double from[kPairs][kValues], to[kPairs][kValues];
static weir_array src[kPairs], dst[kPairs];

static void describe(void) {
  size_t i, k;
  for (i = 0; i < kPairs; ++i) {
    const weir_array one = {sizeof one, WEIR_F64, 2, WEIR_SPACE_HOST, from[i], kShape, NULL};
    src[i] = dst[i] = one;
    dst[i].data = to[i];
    for (k = 0; k < kValues; ++k) from[i][k] = (double)(i + k);
  }
}

int main(void) {
  weir_runtime* runtime = NULL;
  weir_stream_pool* pool = NULL;
  weir_plan *plan = NULL, *none = NULL;
  weir_control* control = NULL;
  weir_ticket* ticket = NULL;
  uint64_t count = 0, done = 0, total = 0;
  const uint64_t other[2] = {500, 4};
  int round;

  describe();
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_stream_pool_create(runtime, NULL, &pool));
  dst[700].shape = other;
  CHECK_ERROR(weir_plan_create(pool, src, dst, kPairs, &none), WEIR_E_INVALID, "pair 700");
  CHECK(none == NULL && strstr(weir_last_error(), "(500, 4)") != NULL);
  dst[700].shape = kShape;
  CHECK_OK(weir_plan_create(pool, src, dst, kPairs, &plan));
  CHECK_OK(weir_plan_create(pool, NULL, NULL, 0, &none));
  CHECK_OK(weir_plan_run(none, NULL, &ticket));
  CHECK_OK(weir_ticket_wait(ticket, 0));
  weir_ticket_free(ticket);
  weir_plan_free(none);
  memset(src, 0, sizeof src); /* the descriptions were copied */
  memset(dst, 0, sizeof dst);
  CHECK_OK(weir_control_create(&control));
  for (round = 0; round < 5; ++round) {
    from[round][0] = -1 - round;
    CHECK_OK(weir_plan_run(plan, control, &ticket));
    CHECK_OK(weir_ticket_wait(ticket, WEIR_FOREVER));
    CHECK_OK(weir_ticket_item_count(ticket, &count));
    CHECK_OK(weir_control_progress(control, &done, &total));
    CHECK(count == kPairs && done == kPairs && total == kPairs);
    weir_ticket_free(ticket);
    CHECK(memcmp(from, to, sizeof from) == 0);
  }
  CHECK_OK(weir_control_cancel(control));
  CHECK_STATUS(weir_plan_run(plan, control, NULL), WEIR_E_CANCELLED);
  weir_control_free(control);

  weir_stream_pool_free(pool); /* the plan keeps it */
  from[999][0] = 12345;
  CHECK_OK(weir_plan_run(plan, NULL, &ticket));
  CHECK_OK(weir_ticket_wait(ticket, WEIR_FOREVER));
  weir_ticket_free(ticket);
  CHECK(memcmp(from, to, sizeof from) == 0);
  CHECK_OK(weir_runtime_shutdown(runtime));
  CHECK_STATUS(weir_plan_run(plan, NULL, &ticket), WEIR_E_CLOSED);
  CHECK(ticket == NULL);
  weir_plan_free(plan);
  weir_plan_free(NULL);
  weir_runtime_free(runtime);
  return 0;
}
