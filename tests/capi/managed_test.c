/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a C program works on four times what its budget holds and finds every byte again, pins
 * outlive handles and runtimes, settings are kept to, and a child of fork() is refused (D-027,
 * D-028, D-029, B-105, C-028). */
#include <stdint.h>
#include <unistd.h>

#include "check.h"
#include "child.h"

enum { MIB = 1 << 20, COUNT = 64 };

static weir_runtime* make_runtime(uint64_t budget_bytes) {
  weir_runtime_options options = {sizeof options, 0, 0, 1, WEIR_DEVICE_HOST};
  weir_runtime* runtime = NULL;
  options.memory_budget_bytes = budget_bytes;
  CHECK_OK(weir_runtime_create(&options, &runtime));
  return runtime;
}

static weir_managed_state state_of(const weir_managed* managed) {
  weir_managed_state state;
  memset(&state, 0, sizeof state);
  state.struct_size = sizeof state;
  CHECK_OK(weir_managed_get_state(managed, &state));
  return state;
}

static weir_managed_stats stats_of(weir_runtime* runtime) {
  weir_managed_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(weir_runtime_managed_stats(runtime, &stats));
  return stats;
}

/* Half of the buffers shrink, half do not. */
static uint32_t word(uint32_t number, uint32_t at) {
  const uint32_t mixed = (number * 2654435761u + at) * 2246822519u;
  return number % 2 == 0 ? number : mixed ^ (mixed >> 13);
}
static void write_words(weir_managed* managed, uint32_t number) {
  weir_buffer* pinned = NULL;
  uint32_t at;
  CHECK_OK(weir_managed_pin(managed, &pinned));
  for (at = 0; at < MIB / 4; ++at) ((uint32_t*)weir_buffer_data(pinned))[at] = word(number, at);
  weir_buffer_free(pinned);
}
static void check_words(weir_managed* managed, uint32_t number) {
  weir_buffer* pinned = NULL;
  uint32_t at;
  CHECK_OK(weir_managed_pin(managed, &pinned));
  CHECK(weir_buffer_size(pinned) == MIB);
  for (at = 0; at < MIB / 4; ++at) {
    CHECK(((const uint32_t*)weir_buffer_data(pinned))[at] == word(number, at));
  }
  weir_buffer_free(pinned);
}

static void more_than_the_budget(void) {
  weir_runtime* runtime = make_runtime(16 * MIB);
  weir_managed* all[COUNT];
  weir_memory_stats memory;
  weir_managed_stats stats;
  weir_buffer* json = NULL;
  uint32_t number;
  memset(&memory, 0, sizeof memory);
  memory.struct_size = sizeof memory;
  for (number = 0; number < COUNT; ++number) {
    CHECK_OK(weir_managed_create(runtime, MIB, NULL, &all[number]));
    write_words(all[number], number);
  }
  stats = stats_of(runtime);
  CHECK(stats.buffer_count == COUNT && stats.total_bytes == (uint64_t)COUNT * MIB);
  CHECK(stats.compress_count > 0 && stats.incompressible_count > 0 && stats.spilled_count > 0);
  CHECK(10 * stats.compressed_from_bytes >= 13 * stats.compressed_bytes);
  for (number = 0; number < COUNT; ++number) check_words(all[number], number);
  stats = stats_of(runtime);
  CHECK(stats.restore_count > 0 && stats.restore_error_count == 0);
  CHECK(stats.spill_error_count == 0 && stats.pinned_count == 0);
  CHECK_OK(weir_runtime_memory_stats(runtime, &memory));
  CHECK(memory.peak_bytes <= 16 * MIB);
  CHECK_OK(weir_runtime_managed_json(runtime, &json));
  CHECK(strstr(weir_buffer_data(json), "\"count\":64") != NULL);
  weir_buffer_free(json);
  for (number = 0; number < COUNT; ++number) weir_managed_free(all[number]);
  stats = stats_of(runtime);
  CHECK(stats.buffer_count == 0 && stats.total_bytes == 0 && stats.spill_file_bytes == 0);
  weir_runtime_free(runtime);
}

static void what_a_pin_keeps(void) {
  weir_runtime* runtime = make_runtime(8 * MIB);
  weir_managed_options options = {sizeof options, WEIR_MANAGED_NO_SPILL, 0, 4096};
  weir_managed *managed = NULL, *other = NULL;
  weir_managed_state state;
  weir_buffer *first = NULL, *second = NULL;
  CHECK_OK(weir_managed_create(runtime, 5 * MIB, &options, &managed));
  CHECK(state_of(managed).pin_count == 0 && state_of(managed).size_bytes == 5 * MIB);
  CHECK_OK(weir_managed_pin(managed, &first));
  CHECK_OK(weir_managed_pin(managed, &second));
  CHECK(weir_buffer_data(first) == weir_buffer_data(second));
  CHECK((uintptr_t)weir_buffer_data(first) % 4096 == 0);
  CHECK(((char*)weir_buffer_data(first))[5 * MIB - 1] == 0);
  ((char*)weir_buffer_data(first))[0] = 'x';
  CHECK(state_of(managed).pin_count == 2);
  CHECK_ERROR(weir_managed_create(runtime, 5 * MIB, NULL, &other), WEIR_E_NO_MEMORY,
              "a managed buffer needs 5242880 bytes");
  CHECK(other == NULL);
  weir_buffer_free(first);
  weir_buffer_free(second);
  CHECK_OK(weir_managed_create(runtime, 5 * MIB, NULL, &other)); /* the first is compressed now */
  state = state_of(managed);
  CHECK(state.place == WEIR_MANAGED_COMPRESSED && state.stored_bytes < MIB);

  /* Everything else first: the bytes keep what they need. */
  CHECK_OK(weir_runtime_shutdown(runtime));
  weir_managed_free(other);
  CHECK_OK(weir_managed_pin(managed, &first));
  CHECK_STATUS(weir_managed_create(runtime, 1, NULL, &other), WEIR_E_CLOSED);
  weir_runtime_free(runtime);
  weir_managed_free(managed);
  CHECK(((char*)weir_buffer_data(first))[0] == 'x');
  weir_buffer_free(first);
}

/* D-029: compressing and spilling can be switched off, for all and for one. */
static void settings_are_kept_to(void) {
  weir_runtime* runtime = make_runtime(8 * MIB);
  weir_managed_settings settings = {sizeof settings, 0, 0, 0, NULL};
  weir_managed* all[8];
  weir_managed* more = NULL;
  uint32_t number;
  settings.flags = WEIR_MANAGED_NO_COMPRESS | WEIR_MANAGED_NO_SPILL;
  CHECK_OK(weir_runtime_set_managed(runtime, &settings));
  for (number = 0; number < 8; ++number) {
    CHECK_OK(weir_managed_create(runtime, MIB, NULL, &all[number]));
  }
  CHECK_STATUS(weir_managed_create(runtime, MIB, NULL, &more), WEIR_E_NO_MEMORY);
  CHECK(stats_of(runtime).compress_count == 0 && stats_of(runtime).spill_count == 0);
  settings.flags = WEIR_MANAGED_NO_COMPRESS;
  settings.spill_limit_bytes = MIB;
  CHECK_OK(weir_runtime_set_managed(runtime, &settings));
  CHECK_OK(weir_managed_create(runtime, MIB, NULL, &more));
  CHECK(stats_of(runtime).spilled_count == 1 && state_of(all[0]).place == WEIR_MANAGED_SPILLED);
  settings.spill_directory = "/nowhere";
  CHECK_ERROR(weir_runtime_set_managed(runtime, &settings), WEIR_E_INVALID, "spill directory");
  for (number = 0; number < 8; ++number) weir_managed_free(all[number]);
  weir_managed_free(more);
  weir_runtime_free(runtime);
}

static void a_child_of_fork(void) {
  weir_runtime* runtime = make_runtime(8 * MIB);
  weir_managed* managed = NULL;
  weir_buffer* pinned = NULL;
  pid_t child;
  CHECK_OK(weir_managed_create(runtime, MIB, NULL, &managed));
  CHECK_OK(weir_managed_pin(managed, &pinned));
  child = fork();
  if (child == 0) {
    weir_buffer* again = NULL;
    alarm(CHILD_PATIENCE_S);
    CHECK_STATUS(weir_managed_pin(managed, &again), WEIR_E_CLOSED);
    weir_buffer_free(pinned);
    weir_managed_free(managed);
    weir_runtime_free(runtime);
    _exit(0);
  }
  check_child(child, "fork");
  weir_buffer_free(pinned);
  weir_managed_free(managed);
  weir_runtime_free(runtime);
}

int main(void) {
  more_than_the_budget();
  what_a_pin_keeps();
  settings_are_kept_to();
  a_child_of_fork();
  return 0;
}
