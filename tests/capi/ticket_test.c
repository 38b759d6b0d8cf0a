/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: controls and tickets tell, wait and cancel as written, and no user is left behind. */
#include "check.h"

static int freed = 0;
static int told = 0;
static weir_status told_status = WEIR_AGAIN;
static weir_status wait_inside = WEIR_OK;
static weir_ticket* other = NULL;

static void count_free(void* user) {
  CHECK(user == &freed);
  ++freed;
}

static void hear_done(void* user, weir_status status) {
  CHECK(user == &freed);
  ++told;
  told_status = status;
}

static int32_t hear_progress(void* user, uint64_t done, uint64_t total) {
  (void)user;
  (void)done;
  (void)total;
  return 1;
}

static void controls_carry_a_cancel(void) {
  weir_control* control = NULL;
  uint64_t done = 9, total = 9;
  CHECK_ERROR(weir_control_create(NULL), WEIR_E_INVALID, "control_out");
  CHECK_OK(weir_control_create(&control));
  CHECK_OK(weir_control_progress(control, &done, &total));
  CHECK(done == 0 && total == 0);
  CHECK_OK(weir_control_on_progress(control, hear_progress, &freed, count_free));
  CHECK_OK(weir_control_on_progress(control, NULL, NULL, NULL));
  CHECK(freed == 1);
  CHECK_ERROR(weir_control_on_progress(NULL, hear_progress, &freed, count_free), WEIR_E_INVALID,
              "control is NULL");
  CHECK(freed == 2);
  CHECK_OK(weir_control_cancel(control));
  CHECK_ERROR(weir_control_cancel(NULL), WEIR_E_INVALID, "control");
  CHECK_ERROR(weir_control_progress(control, NULL, &total), WEIR_E_INVALID, "done_out");
  weir_control_free(control);
  weir_control_free(NULL);
  freed = 0;
}

static weir_array make_array(double* data, const uint64_t* shape) {
  weir_array array = {sizeof array, WEIR_F64, 1, WEIR_SPACE_HOST, data, shape, NULL};
  return array;
}

static void wait_in_callback(void* user, weir_status status) {
  (void)user;
  (void)status;
  wait_inside = weir_ticket_wait(other, WEIR_FOREVER);
}

static void tickets_tell_the_outcome(weir_stream_pool* pool) {
  double from[4] = {1, 2, 3, 4}, to[4] = {0, 0, 0, 0};
  const uint64_t shape[1] = {4}, shorter[1] = {3};
  const weir_array src = make_array(from, shape), dst = make_array(to, shape);
  weir_array pairs_src[2], pairs_dst[2];
  weir_ticket* ticket = NULL;
  weir_buffer* text = NULL;
  weir_status status = WEIR_OK;
  uint64_t count = 0, done = 0, total = 0;

  CHECK_OK(weir_stream_pool_transfer(pool, &src, &dst, &ticket));
  CHECK_OK(weir_ticket_on_done(ticket, hear_done, &freed, count_free));
  CHECK_OK(weir_ticket_wait(ticket, WEIR_FOREVER));
  CHECK(memcmp(from, to, sizeof from) == 0);
  CHECK_OK(weir_ticket_poll(ticket));
  CHECK(strcmp(weir_ticket_error(ticket), "") == 0);
  CHECK_OK(weir_stream_pool_wait_all(pool, WEIR_FOREVER)); /* callbacks are over too */
  CHECK(told == 1 && told_status == WEIR_OK && freed == 1);
  CHECK_OK(weir_ticket_on_done(ticket, hear_done, &freed, count_free));
  CHECK(told == 2 && freed == 2);
  CHECK_ERROR(weir_ticket_on_done(ticket, NULL, &freed, NULL), WEIR_E_INVALID, "fn is NULL");
  CHECK_OK(weir_ticket_on_done(ticket, NULL, &freed, count_free)); /* over: nothing to keep for */
  CHECK(freed == 3);
  CHECK_OK(weir_ticket_cancel(ticket)); /* too late, and no error */
  CHECK_OK(weir_ticket_poll(ticket));
  weir_ticket_free(ticket);

  pairs_src[0] = pairs_src[1] = src;
  pairs_dst[0] = pairs_dst[1] = dst;
  pairs_dst[1].shape = shorter;
  CHECK_OK(weir_stream_pool_batch(pool, pairs_src, pairs_dst, 2, NULL, &ticket));
  CHECK_ERROR(weir_ticket_wait(ticket, WEIR_FOREVER), WEIR_E_PARTIAL, "item 1");
  CHECK(strstr(weir_ticket_error(ticket), "(4) f64") != NULL);
  CHECK_STATUS(weir_ticket_poll(ticket), WEIR_E_PARTIAL);
  CHECK_OK(weir_ticket_item_count(ticket, &count));
  CHECK_OK(weir_ticket_progress(ticket, &done, &total));
  CHECK(count == 2 && done == 2 && total == 2);
  CHECK_OK(weir_ticket_item_status(ticket, 0, &status));
  CHECK(status == WEIR_OK);
  CHECK_OK(weir_ticket_item_status(ticket, 1, &status));
  CHECK(status == WEIR_E_INVALID);
  CHECK_OK(weir_ticket_item_error(ticket, 1, &text));
  CHECK(strstr(weir_buffer_data(text), "(3) f64") != NULL);
  weir_buffer_free(text);
  CHECK_ERROR(weir_ticket_item_status(ticket, 2, &status), WEIR_E_INVALID, "out of range");
  CHECK_ERROR(weir_ticket_item_error(ticket, 2, &text), WEIR_E_INVALID, "out of range");
  CHECK(text == NULL);
  weir_ticket_free(ticket);
}

/* The second ticket's work is queued behind the callback that waits for it: a sure hang, if it
 * were not refused. The first transfer is large, so that the callback is set before it ends. */
static void waiting_inside_a_callback_is_refused(weir_stream_pool* pool) {
  const uint64_t shape[1] = {1 << 20};
  double* from = calloc(1 << 20, sizeof *from);
  double* to = calloc(1 << 20, sizeof *to);
  const weir_array src = make_array(from, shape), dst = make_array(to, shape);
  weir_stream* stream = NULL;
  weir_ticket* ticket = NULL;
  weir_status again = WEIR_OK;
  CHECK_OK(weir_stream_pool_get(pool, 0, &stream));
  do { /* until the callback was registered in time to run on the stream's thread */
    CHECK_OK(weir_stream_transfer(stream, &src, &dst, &ticket));
    CHECK_OK(weir_stream_transfer(stream, &src, &dst, &other));
    again = weir_ticket_poll(ticket);
    CHECK_OK(weir_ticket_on_done(ticket, wait_in_callback, NULL, NULL));
    CHECK_OK(weir_stream_synchronize(stream, WEIR_FOREVER));
    weir_ticket_free(ticket);
    weir_ticket_free(other);
  } while (again != WEIR_AGAIN || wait_inside == WEIR_OK);
  CHECK(wait_inside == WEIR_E_INVALID);
  weir_stream_free(stream);
  free(from);
  free(to);
}

static void arrays_of_odd_sizes_are_refused(weir_stream_pool* pool) {
  struct {
    weir_array known;
    uint64_t unknown;
  } newer;
  double from[4] = {1, 2, 3, 4}, to[4] = {0, 0, 0, 0};
  const uint64_t shape[1] = {4};
  const weir_array dst = make_array(to, shape);
  weir_ticket* ticket = NULL;
  memset(&newer, 0, sizeof newer);
  newer.known = make_array(from, shape);
  newer.known.struct_size = sizeof newer;
  CHECK_OK(weir_stream_pool_transfer(pool, &newer.known, &dst, &ticket));
  CHECK_OK(weir_ticket_wait(ticket, WEIR_FOREVER));
  weir_ticket_free(ticket);
  newer.unknown = 1;
  CHECK_ERROR(weir_stream_pool_transfer(pool, &newer.known, &dst, &ticket), WEIR_E_UNSUPPORTED,
              "does not know");
  newer.known.struct_size = 0xCCCCCCCCu;
  CHECK_ERROR(weir_stream_pool_transfer(pool, &newer.known, &dst, &ticket), WEIR_E_INVALID,
              "struct_size");
}

static void misuse_is_an_error(weir_stream_pool* pool) {
  uint64_t number = 0;
  weir_status status = WEIR_OK;
  weir_ticket* wrong = (weir_ticket*)(void*)pool;
  CHECK_ERROR(weir_ticket_wait(NULL, 0), WEIR_E_INVALID, "ticket is NULL");
  CHECK_ERROR(weir_ticket_poll(wrong), WEIR_E_INVALID, "not a live weir_ticket");
  CHECK(strcmp(weir_ticket_error(NULL), "") == 0);
  CHECK_STATUS(weir_ticket_cancel(NULL), WEIR_E_INVALID);
  CHECK_STATUS(weir_ticket_progress(NULL, &number, &number), WEIR_E_INVALID);
  CHECK_STATUS(weir_ticket_item_count(NULL, &number), WEIR_E_INVALID);
  CHECK_STATUS(weir_ticket_item_status(NULL, 0, &status), WEIR_E_INVALID);
  CHECK_STATUS(weir_ticket_item_error(NULL, 0, NULL), WEIR_E_INVALID);
  weir_ticket_free(NULL);
  weir_ticket_free(wrong);
}

int main(void) {
  weir_runtime* runtime = NULL;
  weir_stream_pool* pool = NULL;
  controls_carry_a_cancel();
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_stream_pool_create(runtime, NULL, &pool));
  tickets_tell_the_outcome(pool);
  waiting_inside_a_callback_is_refused(pool);
  arrays_of_odd_sizes_are_refused(pool);
  misuse_is_an_error(pool);
  weir_stream_pool_free(pool);
  weir_runtime_free(runtime);
  return 0;
}
