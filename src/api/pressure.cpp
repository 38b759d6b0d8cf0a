// SPDX-License-Identifier: Apache-2.0
// include/weir/pressure.h
#include "weir/pressure.h"

#include "api/buffer.hpp"
#include "api/options.hpp"
#include "api/runtime.hpp"
#include "monitor/pressure.hpp"

using namespace weir;
using namespace weir::api;
using monitor::Level;
using monitor::Pressure;

struct weir_pressure : Handle<Pressure, tag("pres")> {
  static constexpr const char* kName = "weir_pressure";
  using Handle::Handle;
};

static_assert(static_cast<uint32_t>(Level::critical) == WEIR_PRESSURE_CRITICAL &&
              static_cast<uint32_t>(Pressure::kProcess) == WEIR_PRESSURE_BY_PROCESS &&
              static_cast<uint32_t>(Pressure::kBudget) == WEIR_PRESSURE_BY_BUDGET &&
              static_cast<uint32_t>(base::MemoryGauge::Kind::group) == WEIR_PRESSURE_BY_GROUP);

namespace {

// A copy: the handle may be freed by the function that hears.
std::shared_ptr<Pressure> open_pressure(const weir_pressure* handle) {
  std::shared_ptr<Pressure> pressure = use(handle, "pressure");
  pressure->check();
  return pressure;
}

Level read_level(uint32_t level, const char* parameter) {
  if (level > WEIR_PRESSURE_CRITICAL) {
    fail(Status::invalid, "%s is %u: use one of WEIR_PRESSURE_NORMAL to _CRITICAL", parameter,
         level);
  }
  return static_cast<Level>(level);
}

Pressure::Options read(const weir_pressure_options* options) {
  const weir_pressure_options theirs = read_options(options);
  if ((theirs.flags & ~uint32_t{WEIR_PRESSURE_WATCH_ONLY}) != 0) {
    fail(Status::invalid, "flags is %u: use WEIR_PRESSURE_WATCH_ONLY or 0", theirs.flags);
  }
  Pressure::Options ours;
  const double at[] = {theirs.rising_at, theirs.high_at, theirs.severe_at, theirs.critical_at};
  for (size_t level = 0; level < ours.bounds.at.size(); ++level) {
    if (at[level] != 0) ours.bounds.at[level] = at[level];
  }
  if (theirs.interval_ns != 0) ours.interval_ns = theirs.interval_ns;
  ours.relieve = (theirs.flags & WEIR_PRESSURE_WATCH_ONLY) == 0;
  return ours;
}

void write(weir_pressure_stats* stats_out, const Pressure::Stats& now) {
  weir_pressure_stats stats{};
  stats.level = static_cast<uint32_t>(now.level);
  stats.source = now.source;
  stats.is_watched = now.watched;
  stats.ratio = now.ratio;
  stats.budget_bytes = now.budget_bytes;
  stats.budget_used_bytes = now.budget_used_bytes;
  stats.group_bytes = now.group_bytes;
  stats.group_used_bytes = now.group_used_bytes;
  stats.machine_bytes = now.machine_bytes;
  stats.machine_available_bytes = now.machine_available_bytes;
  stats.resident_bytes = now.resident_bytes;
  stats.peak_resident_bytes = now.peak_resident_bytes;
  stats.some_stall_percent = now.some_stall_percent;
  stats.full_stall_percent = now.full_stall_percent;
  stats.sample_count = now.sample_count;
  stats.relief_count = now.relief_count;
  stats.freed_bytes = now.freed_bytes;
  stats.returned_bytes = now.returned_bytes;
  write_struct(stats_out, stats, "stats_out");
}

// Said before the work is done, not after it.
void check_output(weir_pressure_stats* stats_out) {
  require(stats_out, "stats_out");
  weir_pressure_stats unused{};
  unused.struct_size = stats_out->struct_size;
  if (unused.struct_size == 0) write_struct(stats_out, unused, "stats_out");
}

}  // namespace

weir_status weir_pressure_create(weir_runtime* runtime, const weir_pressure_options* options,
                                 weir_pressure** pressure_out) {
  return guard(__func__, [&] {
    clear_output(pressure_out, "pressure_out");
    const auto opened = open(runtime);
    Pressure::Parts parts = Pressure::parts_of_machine();
    parts.budget = opened->shared_budget();
    parts.log = opened->log();
    parts.life = opened->life();
    return give(pressure_out,
                keep_with(opened, opened->keep(Pressure::create(std::move(parts), read(options)))));
  });
}

weir_status weir_pressure_start(weir_pressure* pressure, weir_pressure_fn fn, void* user,
                                weir_user_free user_free) {
  return guard(__func__, [&] {
    base::User owned = base::own_user(user, user_free);
    open_pressure(pressure)->start(fn, std::move(owned));
    return Status::ok;
  });
}

weir_status weir_pressure_stop(weir_pressure* pressure) {
  return guard(__func__, [&] {
    const std::shared_ptr<Pressure> used = use(pressure, "pressure");
    used->check_fork();
    used->stop();
    return Status::ok;
  });
}

weir_status weir_pressure_wait(weir_pressure* pressure, uint32_t known_level, uint64_t timeout_ns,
                               weir_pressure_stats* stats_out) {
  return guard(__func__, [&] {
    const auto opened = open_pressure(pressure);
    check_output(stats_out);
    Pressure::Stats now;
    const bool changed = opened->wait(read_level(known_level, "known_level"), timeout_ns, now);
    write(stats_out, now);
    return changed ? Status::ok : Status::again;
  });
}

weir_status weir_pressure_get_stats(weir_pressure* pressure, weir_pressure_stats* stats_out) {
  return guard(__func__, [&] {
    const auto opened = open_pressure(pressure);
    check_output(stats_out);
    write(stats_out, opened->stats());
    return Status::ok;
  });
}

weir_status weir_pressure_optimize(weir_pressure* pressure, uint32_t level,
                                   uint64_t* freed_bytes_out) {
  return guard(__func__, [&] {
    const auto opened = open_pressure(pressure);
    const Level asked = read_level(level, "level");
    const uint64_t freed = opened->optimize(asked == Level::normal ? Level::severe : asked);
    if (freed_bytes_out != nullptr) *freed_bytes_out = freed;
    return Status::ok;
  });
}

weir_status weir_pressure_json(weir_pressure* pressure, weir_buffer** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    return give_text(json_out, open_pressure(pressure)->json());
  });
}

void weir_pressure_free(weir_pressure* pressure) {
  release(pressure);
}
