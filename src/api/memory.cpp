// SPDX-License-Identifier: Apache-2.0
// include/weir/memory.h
#include "weir/memory.h"

#include "api/buffer.hpp"

using namespace weir;
using namespace weir::api;

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
