// SPDX-License-Identifier: Apache-2.0
// include/weir/memory.h
#include "weir/memory.h"

#include "api/buffer.hpp"
#include "api/options.hpp"
#include "api/runtime.hpp"
#include "memory/budget.hpp"
#include "memory/heap.hpp"

using namespace weir;
using namespace weir::api;

weir_status weir_buffer_create(weir_runtime* runtime, size_t size_bytes, size_t alignment_bytes,
                               weir_buffer** buffer_out) {
  return guard(__func__, [&] {
    clear_output(buffer_out, "buffer_out");
    memory::Budget& budget = open(runtime)->budget();
    return give(buffer_out,
                memory::Buffer::create(
                    budget, memory::Module::buffers, size_bytes,
                    alignment_bytes == 0 ? memory::heap::kDefaultAlignment : alignment_bytes));
  });
}

weir_status weir_buffer_copy(const void* data, size_t data_size, weir_buffer** buffer_out) {
  return guard(__func__, [&] {
    clear_output(buffer_out, "buffer_out");
    if (data_size != 0) require(data, "data");
    return give(buffer_out, memory::Buffer::copy(data, data_size));
  });
}

void* weir_buffer_data(const weir_buffer* buffer) {
  return buffer != nullptr && buffer->tagged() ? buffer->impl->data() : nullptr;
}

size_t weir_buffer_size(const weir_buffer* buffer) {
  return buffer != nullptr && buffer->tagged() ? buffer->impl->size() : 0;
}

void weir_buffer_free(weir_buffer* buffer) {
  release(buffer);
}

weir_status weir_runtime_memory_stats(const weir_runtime* runtime, weir_memory_stats* stats_out) {
  return guard(__func__, [&] {
    const auto& opened = open(runtime);
    const memory::Budget::Stats now = opened->budget().stats();
    weir_memory_stats stats{};
    stats.module_count = memory::kModuleCount;
    stats.budget_bytes = now.limit_bytes;
    stats.used_bytes = now.used_bytes;
    stats.peak_bytes = now.peak_bytes;
    stats.system_bytes = opened->memory_limit().bytes;
    stats.charge_count = now.charge_count;
    stats.refusal_count = now.refusal_count;
    write_struct(stats_out, stats, "stats_out");
    return Status::ok;
  });
}

weir_status weir_runtime_memory_module(const weir_runtime* runtime, uint32_t index,
                                       weir_memory_module* module_out) {
  return guard(__func__, [&] {
    const auto& opened = open(runtime);
    require(module_out, "module_out");
    if (index >= memory::kModuleCount) return Status::end;
    const auto which = static_cast<memory::Module>(index);
    const memory::Budget::ModuleStats now = opened->budget().module_stats(which);
    weir_memory_module module{};
    module.name = memory::module_name(which);
    module.used_bytes = now.used_bytes;
    module.peak_bytes = now.peak_bytes;
    module.charge_count = now.charge_count;
    write_struct(module_out, module, "module_out");
    return Status::ok;
  });
}

weir_status weir_runtime_set_memory_budget(weir_runtime* runtime, uint64_t budget_bytes) {
  return guard(__func__, [&] {
    open(runtime)->set_memory_budget(budget_bytes);
    return Status::ok;
  });
}

weir_status weir_runtime_enter_memory_scope(weir_runtime* runtime, const char* name) {
  return guard(__func__, [&] {
    const auto& opened = open(runtime);
    require(name, "name");
    opened->budget().scopes().enter(name);
    return Status::ok;
  });
}

weir_status weir_runtime_leave_memory_scope(weir_runtime* runtime) {
  return guard(__func__, [&] {
    const auto& used = use(runtime, "runtime");
    if (used->life()->stale()) used->check();
    used->budget().scopes().leave();
    return Status::ok;
  });
}

weir_status weir_runtime_memory_scope(const weir_runtime* runtime, uint32_t index,
                                      weir_memory_scope* scope_out) {
  return guard(__func__, [&] {
    const auto& opened = open(runtime);
    require(scope_out, "scope_out");
    const memory::Scope* const scope = opened->budget().scopes().at(index);
    if (scope == nullptr) return Status::end;
    weir_memory_scope told{};
    told.path = scope->path().c_str();
    told.used_bytes = scope->used();
    told.peak_bytes = scope->peak();
    told.charge_count = scope->charges();
    write_struct(scope_out, told, "scope_out");
    return Status::ok;
  });
}
