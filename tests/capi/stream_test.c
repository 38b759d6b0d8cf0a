/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: the stream manager's documented uses work from C, and say so in its counts. */
#include <stdint.h>

#include "check.h"

enum { kRows = 500, kColumns = 3, kValues = kRows * kColumns };
static const uint64_t kShape[2] = {kRows, kColumns};

static weir_array make_array(double* data) {
  weir_array array = {sizeof array, WEIR_F64, 2, WEIR_SPACE_HOST, data, kShape, NULL};
  return array;
}

static double* make_values(double first) {
  double* values = malloc(kValues * sizeof *values);
  int i;
  CHECK(values != NULL);
  for (i = 0; i < kValues; ++i) values[i] = first + i;
  return values;
}

static weir_stream_pool_stats get_stats(weir_stream_pool* pool) {
  weir_stream_pool_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(weir_stream_pool_get_stats(pool, &stats));
  return stats;
}

/* one shared pool, made by the first, never resized by the others. */
static void the_shared_pool_stays_as_it_is(weir_runtime* runtime) {
  weir_stream_pool_options eight = {sizeof eight, 0, 8, 0, 0, 0, 0};
  weir_stream_pool *first = NULL, *second = NULL, *third = NULL;
  weir_buffer* line = NULL;
  uint32_t size = 0, level = 0;
  CHECK_OK(weir_runtime_stream_pool(runtime, &eight, &first));
  CHECK_OK(weir_runtime_stream_pool(runtime, NULL, &second));
  CHECK_OK(weir_stream_pool_size(second, &size));
  CHECK(size == 8);
  CHECK_STATUS(weir_runtime_next_log(runtime, &level, &line), WEIR_END);
  eight.size = 2;
  CHECK_OK(weir_runtime_stream_pool(runtime, &eight, &third));
  CHECK_OK(weir_stream_pool_size(third, &size));
  CHECK(size == 8);
  CHECK_OK(weir_runtime_next_log(runtime, &level, &line));
  CHECK(level == WEIR_LEVEL_WARNING && strstr(weir_buffer_data(line), "8 streams") != NULL);
  weir_buffer_free(line);
  weir_stream_pool_free(first);
  weir_stream_pool_free(second);
  weir_stream_pool_free(third);
}

/* streams by number and by turn, each with its own counts. */
static void streams_copy_and_count_for_themselves(weir_runtime* runtime) {
  weir_stream_pool* pool = NULL;
  weir_stream *zero = NULL, *one = NULL, *none = NULL;
  weir_stream_stats stats;
  double *a = make_values(1), *b = make_values(2), *to_a = make_values(0), *to_b = make_values(0);
  const weir_array src_a = make_array(a), src_b = make_array(b);
  const weir_array dst_a = make_array(to_a), dst_b = make_array(to_b);
  uint32_t index = 9;
  CHECK_OK(weir_stream_pool_create(runtime, NULL, &pool));
  CHECK_OK(weir_stream_pool_size(pool, &index));
  CHECK(index == 4);
  CHECK_OK(weir_stream_pool_get(pool, 0, &zero));
  CHECK_OK(weir_stream_pool_get(pool, 1, &one));
  CHECK_ERROR(weir_stream_pool_get(pool, 4, &none), WEIR_E_INVALID, "streams 0 to 3");
  CHECK(none == NULL);
  CHECK_OK(weir_stream_transfer(zero, &src_a, &dst_a, NULL));
  CHECK_OK(weir_stream_transfer(one, &src_b, &dst_b, NULL));
  CHECK_OK(weir_stream_synchronize(zero, WEIR_FOREVER));
  CHECK_OK(weir_stream_synchronize(one, WEIR_FOREVER));
  CHECK(memcmp(a, to_a, kValues * sizeof *a) == 0);
  CHECK(memcmp(b, to_b, kValues * sizeof *b) == 0);
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(weir_stream_get_stats(one, &stats));
  CHECK(stats.index == 1 && stats.transfer_count == 1 && stats.synchronize_count == 1);
  CHECK(stats.bytes_transferred == kValues * sizeof *a && stats.failure_count == 0);
  CHECK(stats.max_latency_us > 0 && stats.max_latency_us >= stats.avg_latency_us);
  CHECK_OK(weir_stream_pool_next(pool, &none));
  CHECK_OK(weir_stream_index(none, &index));
  CHECK(index < 4);
  weir_stream_pool_free(pool); /* the streams keep it */
  CHECK_OK(weir_stream_transfer(zero, &src_b, &dst_a, NULL));
  CHECK_OK(weir_stream_synchronize(zero, WEIR_FOREVER));
  CHECK(memcmp(b, to_a, kValues * sizeof *a) == 0);
  weir_stream_free(none);
  weir_stream_free(one);
  weir_stream_free(zero);
  free(a);
  free(b);
  free(to_a);
  free(to_b);
}

/* A-004..A-007: every option of configure is read. */
static void configure_is_obeyed(weir_runtime* runtime) {
  weir_stream_pool_options options = {sizeof options, 0, 2, 0, 0, 0, 0};
  weir_stream_pool* pool = NULL;
  weir_stream* last = NULL;
  weir_stream_stats stats;
  double *from = make_values(7), *to = make_values(0);
  const weir_array src = make_array(from), dst = make_array(to);
  CHECK_OK(weir_stream_pool_create(runtime, &options, &pool));
  options.size = 6;
  options.default_priority = 3;
  options.flags = WEIR_STREAM_POOL_AUTO_SYNC | WEIR_STREAM_POOL_NO_PROFILING;
  CHECK_OK(weir_stream_pool_configure(pool, &options));
  CHECK(get_stats(pool).size == 6 && get_stats(pool).flags == options.flags);
  CHECK_OK(weir_stream_pool_get(pool, 5, &last));
  CHECK_OK(weir_stream_transfer(last, &src, &dst, NULL));
  CHECK(memcmp(from, to, kValues * sizeof *to) == 0); /* auto-sync: no wait needed */
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(weir_stream_get_stats(last, &stats));
  CHECK(stats.priority == 3 && stats.transfer_count == 1 && stats.max_latency_us == 0);
  options.size = 1;
  CHECK_OK(weir_stream_pool_configure(pool, &options));
  CHECK_ERROR(weir_stream_transfer(last, &src, &dst, NULL), WEIR_E_CLOSED, "stream 5 is gone");
  CHECK(get_stats(pool).size == 1 && get_stats(pool).transfer_count == 1);
  options.size = 0; /* stays as it is */
  CHECK_OK(weir_stream_pool_configure(pool, &options));
  CHECK(get_stats(pool).size == 1);
  options.size = 257;
  CHECK_ERROR(weir_stream_pool_configure(pool, &options), WEIR_E_INVALID, "size is 257");
  options.size = 1;
  options.default_priority = 20;
  CHECK_ERROR(weir_stream_pool_configure(pool, &options), WEIR_E_INVALID, "default_priority is 20");
  options.flags = 8;
  CHECK_ERROR(weir_stream_pool_configure(pool, &options), WEIR_E_INVALID, "flags is 8");
  weir_stream_free(last);
  weir_stream_pool_free(pool);
  free(from);
  free(to);
}

/* a hundred, forgotten, then waited
 * for, then counted. */
static void a_hundred_forgotten_transfers_are_counted(weir_runtime* runtime) {
  weir_stream_pool* pool = NULL;
  weir_stream_pool_stats stats;
  weir_buffer* text = NULL;
  weir_json* json = NULL;
  int64_t count = 0;
  double number = 0;
  double *from[100], *to[100];
  int i;
  CHECK_OK(weir_stream_pool_create(runtime, NULL, &pool));
  for (i = 0; i < 100; ++i) {
    weir_array src, dst;
    from[i] = make_values(i);
    to[i] = make_values(-1);
    src = make_array(from[i]);
    dst = make_array(to[i]);
    CHECK_OK(weir_stream_pool_transfer(pool, &src, &dst, NULL));
  }
  CHECK_OK(weir_stream_pool_wait_all(pool, WEIR_FOREVER));
  for (i = 0; i < 100; ++i) CHECK(memcmp(from[i], to[i], kValues * sizeof *to[i]) == 0);
  stats = get_stats(pool);
  CHECK(stats.transfer_count == 100 && stats.bytes_transferred == 100 * kValues * sizeof(double));
  CHECK(stats.streams_in_use == 0 && stats.queue_depth == 0 && stats.failure_count == 0);
  CHECK(stats.avg_latency_us > 0 && stats.avg_latency_us <= stats.max_latency_us);
  CHECK(stats.throughput_gb_s > 0);
  CHECK_OK(weir_stream_pool_stats_json(pool, &text));
  CHECK_OK(weir_json_parse(weir_buffer_data(text), weir_buffer_size(text), &json));
  CHECK_OK(weir_json_get_int64(json, "/streams_in_use", &count));
  CHECK(count == 0);
  CHECK_OK(weir_json_get_int64(json, "/bytes_transferred", &count));
  CHECK((uint64_t)count == stats.bytes_transferred);
  CHECK_OK(weir_json_get_int64(json, "/transfer_stats/count", &count));
  CHECK(count == 100);
  CHECK_OK(weir_json_get_double(json, "/transfer_stats/avg_latency_us", &number));
  CHECK(number == stats.avg_latency_us);
  CHECK_OK(weir_json_get_double(json, "/transfer_stats/max_latency_us", &number));
  CHECK_OK(weir_json_get_double(json, "/transfer_stats/throughput_gb_s", &number));
  CHECK_OK(weir_json_get_int64(json, "/stream_stats/stream_0/transfer_count", &count));
  CHECK(count > 0);
  weir_json_free(json);
  weir_buffer_free(text);
  weir_stream_pool_free(pool);
  for (i = 0; i < 100; ++i) {
    free(from[i]);
    free(to[i]);
  }
}

static int32_t hear_progress(void* user, uint64_t done, uint64_t total) {
  uint64_t* last = user;
  CHECK(total == 1000);
  *last = done;
  return 0;
}

/* A-022..A-025, A-032: a thousand pairs at once, the last one ragged, under a small window. */
static void a_thousand_pairs_at_once(weir_runtime* runtime) {
  weir_stream_pool_options options = {sizeof options, 0, 0, 0, 100000, 0, 0};
  static const uint64_t kRagged[2] = {7, kColumns};
  static weir_array src[1000], dst[1000];
  weir_stream_pool* pool = NULL;
  weir_control* control = NULL;
  weir_ticket* ticket = NULL;
  uint64_t heard = 0;
  int i;
  CHECK_OK(weir_stream_pool_create(runtime, &options, &pool));
  for (i = 0; i < 1000; ++i) {
    src[i] = make_array(make_values(i));
    dst[i] = make_array(make_values(-1));
  }
  src[999].shape = dst[999].shape = kRagged;
  CHECK_OK(weir_control_create(&control));
  CHECK_OK(weir_control_on_progress(control, hear_progress, &heard, NULL));
  CHECK_OK(weir_stream_pool_batch(pool, src, dst, 1000, control, &ticket));
  CHECK_OK(weir_ticket_wait(ticket, WEIR_FOREVER));
  CHECK(heard == 1000);
  for (i = 0; i < 1000; ++i) {
    const size_t size = i < 999 ? kValues * sizeof(double) : 7 * kColumns * sizeof(double);
    CHECK(memcmp(src[i].data, dst[i].data, size) == 0);
  }
  CHECK(((double*)dst[999].data)[7 * kColumns] == 7 * kColumns - 1); /* untouched */
  CHECK(get_stats(pool).transfer_count == 1000);
  CHECK(get_stats(pool).in_flight_peak_bytes <= 100000);
  weir_ticket_free(ticket);
  CHECK_OK(weir_control_cancel(control));
  CHECK_STATUS(weir_stream_pool_batch(pool, src, dst, 1000, control, &ticket), WEIR_E_CANCELLED);
  CHECK(ticket == NULL);
  CHECK_OK(weir_stream_pool_batch(pool, NULL, NULL, 0, NULL, &ticket)); /* nothing is done well */
  CHECK_OK(weir_ticket_wait(ticket, WEIR_FOREVER));
  weir_ticket_free(ticket);
  weir_control_free(control);
  weir_stream_pool_free(pool);
  for (i = 0; i < 1000; ++i) {
    free(src[i].data);
    free(dst[i].data);
  }
}

/* every pair is tried; A-028: what nobody asked about is told by the next wait, once. */
static void a_bad_pair_is_its_own_failure(weir_runtime* runtime) {
  weir_stream_pool* pool = NULL;
  double *from = make_values(1), *to = make_values(0);
  weir_array src[3], dst[3];
  CHECK_OK(weir_stream_pool_create(runtime, NULL, &pool));
  src[0] = src[1] = src[2] = make_array(from);
  dst[0] = dst[1] = dst[2] = make_array(to);
  dst[0].ndim = 1;
  dst[1].dtype = WEIR_F32;
  CHECK_OK(weir_stream_pool_batch(pool, src, dst, 3, NULL, NULL));
  CHECK_ERROR(weir_stream_pool_wait_all(pool, WEIR_FOREVER), WEIR_E_PARTIAL, "2 of 3");
  CHECK_OK(weir_stream_pool_wait_all(pool, WEIR_FOREVER));
  CHECK(memcmp(from, to, kValues * sizeof *to) == 0);
  CHECK(get_stats(pool).failure_count == 2 && get_stats(pool).transfer_count == 1);
  weir_stream_pool_free(pool);
  free(from);
  free(to);
}

static void misuse_is_an_error(weir_runtime* runtime) {
  weir_stream_pool* pool = NULL;
  weir_stream* stream = NULL;
  weir_stream_pool_stats unset = {0};
  weir_ticket* ticket = NULL;
  double value = 0;
  weir_array array = make_array(&value), empty = {0};
  CHECK_ERROR(weir_stream_pool_create(NULL, NULL, &pool), WEIR_E_INVALID, "runtime is NULL");
  CHECK_ERROR(weir_stream_pool_create(runtime, NULL, NULL), WEIR_E_INVALID, "pool_out");
  CHECK_OK(weir_stream_pool_create(runtime, NULL, &pool));
  CHECK_OK(weir_stream_pool_get(pool, 0, &stream));
  CHECK_ERROR(weir_stream_pool_configure(pool, NULL), WEIR_E_INVALID, "options");
  CHECK_ERROR(weir_stream_pool_get_stats(pool, NULL), WEIR_E_INVALID, "stats_out");
  CHECK_ERROR(weir_stream_pool_get_stats(pool, &unset), WEIR_E_INVALID, "struct_size");
  CHECK_ERROR(weir_stream_transfer(stream, NULL, &array, &ticket), WEIR_E_INVALID, "src is NULL");
  CHECK_ERROR(weir_stream_transfer(stream, &empty, &array, NULL), WEIR_E_INVALID, "struct_size");
  array.data = NULL;
  CHECK_ERROR(weir_stream_transfer(stream, &array, &array, NULL), WEIR_E_INVALID, "NULL data");
  array.dtype = 99;
  CHECK_ERROR(weir_stream_transfer(stream, &array, &array, NULL), WEIR_E_INVALID, "dtype 99");
  array.dtype = WEIR_F64;
  array.ndim = 33;
  CHECK_ERROR(weir_stream_transfer(stream, &array, &array, NULL), WEIR_E_INVALID, "at most 32");
  CHECK_STATUS(weir_stream_synchronize(NULL, 0), WEIR_E_INVALID);
  CHECK_STATUS(weir_stream_pool_wait_all(NULL, 0), WEIR_E_INVALID);
  CHECK_STATUS(weir_stream_pool_next(pool, NULL), WEIR_E_INVALID);
  weir_stream_free(NULL);
  weir_stream_pool_free(NULL);
  weir_stream_free(stream);
  weir_stream_pool_free(pool);
}

static void a_shutdown_closes_pools(void) {
  weir_runtime* runtime = NULL;
  weir_stream_pool* pool = NULL;
  uint32_t size = 0;
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_stream_pool_create(runtime, NULL, &pool));
  CHECK_OK(weir_runtime_shutdown(runtime));
  CHECK_ERROR(weir_stream_pool_size(pool, &size), WEIR_E_CLOSED, "shut down");
  weir_runtime_free(runtime);
  weir_stream_pool_free(pool);
}

int main(void) {
  weir_runtime* runtime = NULL;
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  the_shared_pool_stays_as_it_is(runtime);
  streams_copy_and_count_for_themselves(runtime);
  configure_is_obeyed(runtime);
  a_hundred_forgotten_transfers_are_counted(runtime);
  a_thousand_pairs_at_once(runtime);
  a_bad_pair_is_its_own_failure(runtime);
  misuse_is_an_error(runtime);
  weir_runtime_free(runtime);
  a_shutdown_closes_pools();
  return 0;
}
