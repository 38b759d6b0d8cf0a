// SPDX-License-Identifier: Apache-2.0
// weir/memory.hpp: bytes with an owner, in C++. See weir/memory.h.
#ifndef WEIR_MEMORY_HPP
#define WEIR_MEMORY_HPP

#include "weir/base.hpp"
#include "weir/memory.h"

namespace weir {

class Runtime;

class Buffer : public detail::Owner<weir_buffer, weir_buffer_free> {
 public:
  using Owner::Owner;

  // Bytes charged to the runtime's budget. `alignment` 0: 64. Defined in weir/runtime.hpp.
  Buffer(const Runtime& runtime, size_t size, size_t alignment = 0);

  static Buffer copy(const void* data, size_t size) {
    Buffer buffer;
    detail::check(weir_buffer_copy(data, size, buffer.out()));
    return buffer;
  }

  void* data() const noexcept { return weir_buffer_data(get()); }
  size_t size() const noexcept { return weir_buffer_size(get()); }
  std::string text() const { return std::string(static_cast<const char*>(data()), size()); }
};

namespace detail {

// Runs a call that gives a text buffer, and takes the text.
template <class Call>
std::string take_text(Call&& call) {
  weir_buffer* raw = nullptr;
  check(call(&raw));
  return Buffer(raw).text();
}

}  // namespace detail
}  // namespace weir

#endif  // WEIR_MEMORY_HPP
