// SPDX-License-Identifier: Apache-2.0
// include/weir/managed.h
#include "weir/managed.h"

#include "api/buffer.hpp"
#include "api/options.hpp"
#include "api/priority.hpp"
#include "api/runtime.hpp"
#include "memory/heap.hpp"
#include "memory/managed.hpp"
#include "weir/memory_pool.h"

using namespace weir;
using namespace weir::api;
using memory::Managed;
using memory::ManagedStore;

struct weir_managed : Handle<Managed, tag("mngd")> {
  static constexpr const char* kName = "weir_managed";
  using Handle::Handle;
};

static_assert(static_cast<uint32_t>(Managed::Where::spilled) == WEIR_MANAGED_SPILLED &&
              static_cast<uint32_t>(Managed::Where::compressed) == WEIR_MANAGED_COMPRESSED);

namespace {

void check_flags(uint32_t flags) {
  if ((flags & ~uint32_t{WEIR_MANAGED_NO_COMPRESS | WEIR_MANAGED_NO_SPILL}) != 0) {
    fail(Status::invalid, "flags is %u: use WEIR_MANAGED_* or 0", flags);
  }
}

// Unpins when the last copy of what the caller was given goes.
struct Pin {
  std::shared_ptr<Managed> managed;
  ~Pin() {
    if (managed) managed->unpin();
  }
};

}  // namespace

weir_status weir_runtime_set_managed(weir_runtime* runtime, const weir_managed_settings* settings) {
  return guard(__func__, [&] {
    const auto& opened = open(runtime);
    const weir_managed_settings theirs = read_options(settings);
    check_flags(theirs.flags);
    ManagedStore::Options ours;
    ours.compress = (theirs.flags & WEIR_MANAGED_NO_COMPRESS) == 0;
    ours.spill = (theirs.flags & WEIR_MANAGED_NO_SPILL) == 0;
    if (theirs.compress_at != 0) ours.compress_at = theirs.compress_at;
    if (theirs.spill_directory != nullptr) ours.spill_directory = theirs.spill_directory;
    ours.spill_limit_bytes = theirs.spill_limit_bytes;
    opened->managed()->configure(ours);
    return Status::ok;
  });
}

weir_status weir_managed_create(weir_runtime* runtime, size_t size_bytes,
                                const weir_managed_options* options, weir_managed** managed_out) {
  return guard(__func__, [&] {
    clear_output(managed_out, "managed_out");
    const auto& opened = open(runtime);
    const weir_managed_options theirs = read_options(options);
    check_flags(theirs.flags);
    return give(
        managed_out,
        opened->managed()->make(
            size_bytes,
            theirs.alignment_bytes == 0 ? memory::heap::kDefaultAlignment : theirs.alignment_bytes,
            read_priority(theirs.priority), (theirs.flags & WEIR_MANAGED_NO_COMPRESS) == 0,
            (theirs.flags & WEIR_MANAGED_NO_SPILL) == 0));
  });
}

weir_status weir_managed_pin(weir_managed* managed, weir_buffer** pinned_out) {
  return guard(__func__, [&] {
    clear_output(pinned_out, "pinned_out");
    const std::shared_ptr<Managed> used = use(managed, "managed");  // it may be freed meanwhile
    const auto pin = std::make_shared<Pin>();
    void* const data = used->pin();
    pin->managed = used;
    return give(pinned_out, memory::Buffer::adopt(data, used->size(),
                                                  [held = pin]() mutable { held.reset(); }));
  });
}

weir_status weir_managed_get_state(const weir_managed* managed, weir_managed_state* state_out) {
  return guard(__func__, [&] {
    const auto& used = use(managed, "managed");
    used->check();
    const Managed::State now = used->state();
    weir_managed_state state{};
    state.place = static_cast<uint32_t>(now.where);
    state.size_bytes = used->size();
    state.stored_bytes = now.stored_bytes;
    state.pin_count = now.pin_count;
    write_struct(state_out, state, "state_out");
    return Status::ok;
  });
}

weir_status weir_runtime_managed_stats(weir_runtime* runtime, weir_managed_stats* stats_out) {
  return guard(__func__, [&] {
    const auto& opened = open(runtime);
    require(stats_out, "stats_out");
    const ManagedStore::Stats now = opened->managed()->stats();
    weir_managed_stats stats{};
    stats.buffer_count = now.count;
    stats.pinned_count = now.pinned_count;
    stats.total_bytes = now.total_bytes;
    stats.resident_bytes = now.resident_bytes;
    stats.compressed_count = now.compressed_count;
    stats.compressed_bytes = now.compressed_bytes;
    stats.compressed_from_bytes = now.compressed_from_bytes;
    stats.spilled_count = now.spilled_count;
    stats.spilled_bytes = now.spilled_bytes;
    stats.spill_file_bytes = now.spill_file_bytes;
    stats.compress_count = now.compress_count;
    stats.incompressible_count = now.incompressible_count;
    stats.spill_count = now.spill_count;
    stats.spill_error_count = now.spill_error_count;
    stats.restore_count = now.restore_count;
    stats.restore_error_count = now.restore_error_count;
    write_struct(stats_out, stats, "stats_out");
    return Status::ok;
  });
}

weir_status weir_runtime_managed_json(weir_runtime* runtime, weir_buffer** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    return give_text(json_out, open(runtime)->managed()->json());
  });
}

void weir_managed_free(weir_managed* managed) {
  release(managed);
}
