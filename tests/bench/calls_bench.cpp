// SPDX-License-Identifier: Apache-2.0
// What each cheap public call costs beside its floor: the least that any library must spend to do
// the same. To add a call, add a row: its name, its floor, and the call.
#include <x86intrin.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "bench.hpp"

extern "C" void bench_floor_call(void);

using bench::Floor;
using bench::keep;
using bench::must;

namespace {

// The floors.
constexpr Floor kCall{"empty call", [] { bench_floor_call(); }};
constexpr Floor kMalloc{"malloc + free, 64 B", [] {
                          void* block = std::malloc(64);
                          keep(block);
                          std::free(block);
                        }};
constexpr Floor kMalloc4K{"malloc + free, 4 KiB", [] {
                            void* block = std::malloc(4096);
                            keep(block);
                            std::free(block);
                          }};
constexpr Floor kClock{"rdtsc", [] { keep(__rdtsc()); }};
constexpr Floor kClocks{"2 x rdtsc", [] {
                          keep(__rdtsc());
                          keep(__rdtsc());
                        }};
constexpr size_t kRows = 500, kColumns = 3;  // the documents' array: 12 KB
std::array<double, kRows * kColumns> from_data, to_data;
constexpr Floor kMemcpy{"memcpy, 12 KB", [] {
                          std::memcpy(to_data.data(), from_data.data(), sizeof to_data);
                          keep(to_data[0]);
                        }};

constexpr Floor kThousandCopies{"1000 x memcpy, 12 KB", [] {
                                  for (int i = 0; i < 1000; ++i) kMemcpy.op();
                                }};

template <class T>
T sized() {
  T options{};
  options.struct_size = sizeof options;
  return options;
}

constexpr char kConfig[] =
    R"({"lod_level": "LOD2", "gpu_memory_fraction": 0.8, "num_workers": 4, "batch_size": 10000})";

weir_array array_of(std::array<double, kRows * kColumns>& data, const uint64_t* shape) {
  auto array = sized<weir_array>();
  array.dtype = WEIR_F64;
  array.ndim = 2;
  array.data = data.data();
  array.shape = shape;
  return array;
}

void base_rows(const bench::Table& table) {
  table.row("weir_status_name", kCall, [] { keep(weir_status_name(WEIR_E_LIMIT)); });
  table.row("weir_last_error", kCall, [] { keep(weir_last_error()); });
  table.row("weir_abi_version", kCall, [] { keep(weir_abi_version()); });
  table.row("a call refused (NULL)", kMalloc,
            [] { keep(weir_json_type_at(nullptr, "", nullptr)); });
}

void memory_rows(const bench::Table& table, weir_runtime* runtime) {
  const auto create_free = [runtime](size_t size) {
    weir_buffer* buffer = nullptr;
    must(weir_buffer_create(runtime, size, 0, &buffer));
    weir_buffer_free(buffer);
  };
  table.row("weir_buffer_create + _free, 64 B", kMalloc, [=] { create_free(64); });
  table.row("weir_buffer_create + _free, 4 KiB", kMalloc4K, [=] { create_free(4096); });
  table.row("weir_buffer_copy + _free, 64 B", kMalloc, [] {
    weir_buffer* buffer = nullptr;
    must(weir_buffer_copy(kConfig, 64, &buffer));
    weir_buffer_free(buffer);
  });
  weir_buffer* buffer = nullptr;
  must(weir_buffer_create(runtime, 64, 0, &buffer));
  table.row("weir_buffer_data", kCall, [=] { keep(weir_buffer_data(buffer)); });
  table.row("weir_buffer_size", kCall, [=] { keep(weir_buffer_size(buffer)); });
  weir_buffer_free(buffer);
  table.row("weir_runtime_memory_stats", kCall, [=] {
    auto stats = sized<weir_memory_stats>();
    must(weir_runtime_memory_stats(runtime, &stats));
  });
}

void json_rows(const bench::Table& table, weir_json* json) {
  table.row("weir_json_get_double", kCall, [=] {
    double value = 0;
    must(weir_json_get_double(json, "/gpu_memory_fraction", &value));
    keep(value);
  });
  table.row("weir_json_get_int64", kCall, [=] {
    int64_t value = 0;
    must(weir_json_get_int64(json, "/batch_size", &value));
    keep(value);
  });
  table.row("weir_json_get_string", kCall, [=] {
    const char* text = nullptr;
    must(weir_json_get_string(json, "/lod_level", &text, nullptr));
    keep(text);
  });
  table.row("weir_json_type_at, absent", kCall, [=] {
    uint32_t type = 0;
    keep(weir_json_type_at(json, "/absent", &type));
  });
}

void validate_rows(const bench::Table& table, weir_json* json) {
  weir_rules *one = nullptr, *six = nullptr;
  must(weir_rules_create(&one));
  must(weir_rules_add_range(one, "batch_size", 1, 10000, nullptr));
  must(weir_rules_create(&six));
  must(weir_rules_add_lod(six, nullptr));
  must(weir_rules_add_gpu(six, nullptr));
  must(weir_rules_add_range(six, "num_workers", 1, 16, nullptr));
  must(weir_rules_add_range(six, "batch_size", 1, 10000, nullptr));
  must(weir_rules_add_required(six, "lod_level", nullptr));
  must(weir_rules_add_required(six, "batch_size", nullptr));
  table.row("weir_rules_check, 1 rule", kCall, [=] { must(weir_rules_check(one, json)); });
  table.row("weir_rules_check, 6 rules", kCall, [=] { must(weir_rules_check(six, json)); });
  weir_rules_free(six);
  weir_rules_free(one);
}

void profile_rows(const bench::Table& table, weir_runtime* runtime) {
  weir_profiler* profiler = nullptr;
  must(weir_runtime_profiler(runtime, &profiler));
  table.row("weir_profiler_start_phase + _end_phase", kClocks, [=] {
    must(weir_profiler_start_phase(profiler, "batch"));
    must(weir_profiler_end_phase(profiler, nullptr));
  });
  must(weir_profiler_start_phase(profiler, "outer"));
  table.row("weir_profiler_record_metric", kClock,
            [=] { must(weir_profiler_record_metric(profiler, "loss", 0.5)); });
  table.row("weir_profiler_current", kCall, [=] {
    uint64_t phase = 0;
    must(weir_profiler_current(profiler, &phase));
    keep(phase);
  });
  table.row("weir_profiler_phase_stats", kClock, [=] {
    auto stats = sized<weir_phase_stats>();
    must(weir_profiler_phase_stats(profiler, "batch", &stats));
  });
  weir_profiler_free(profiler);
}

void stream_rows(const bench::Table& table, weir_runtime* runtime) {
  weir_stream_pool* pool = nullptr;
  must(weir_runtime_stream_pool(runtime, nullptr, &pool));
  table.row("weir_stream_pool_next + weir_stream_free", kMalloc, [=] {
    weir_stream* stream = nullptr;
    must(weir_stream_pool_next(pool, &stream));
    weir_stream_free(stream);
  });
  const uint64_t shape[] = {kRows, kColumns};
  const weir_array src = array_of(from_data, shape), dst = array_of(to_data, shape);
  table.row("weir_stream_pool_transfer, 12 KB, then waited for", kMemcpy, [&] {
    weir_ticket* ticket = nullptr;
    must(weir_stream_pool_transfer(pool, &src, &dst, &ticket));
    must(weir_ticket_wait(ticket, WEIR_FOREVER));
    weir_ticket_free(ticket);
  });
  table.row("1000 x weir_stream_pool_transfer, then wait_all", kThousandCopies, [&] {
    for (int i = 0; i < 1000; ++i) must(weir_stream_pool_transfer(pool, &src, &dst, nullptr));
    must(weir_stream_pool_wait_all(pool, WEIR_FOREVER));
  });
  weir_ticket* done = nullptr;
  must(weir_stream_pool_transfer(pool, &src, &dst, &done));
  must(weir_ticket_wait(done, WEIR_FOREVER));
  table.row("weir_ticket_poll, done", kCall, [=] { must(weir_ticket_poll(done)); });
  table.row("weir_ticket_wait, done", kCall, [=] { must(weir_ticket_wait(done, 0)); });
  weir_ticket_free(done);
  weir_stream_pool_free(pool);
}

}  // namespace

int main() {
  const bench::Table table("calls");
  weir_runtime* runtime = nullptr;
  weir_json* json = nullptr;
  must(weir_runtime_create(nullptr, &runtime));
  must(weir_json_parse(kConfig, sizeof kConfig - 1, &json));
  base_rows(table);
  memory_rows(table, runtime);
  json_rows(table, json);
  validate_rows(table, json);
  profile_rows(table, runtime);
  stream_rows(table, runtime);
  weir_json_free(json);
  weir_runtime_free(runtime);
  return 0;
}
