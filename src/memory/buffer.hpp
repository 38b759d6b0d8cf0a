// SPDX-License-Identifier: Apache-2.0
// Bytes with an owner. A buffer's address and size never change; what made the bytes is told when
// the last pointer to the buffer goes: the heap and the budget, the pool, the string, or a foreign
// deleter.
//
// Threads: Shared as a thing; the bytes themselves are guarded by whoever writes them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "memory/charge.hpp"
#include "memory/priority.hpp"

namespace weir::memory {

class Buffer;
class Pool;
using BufferPtr = std::shared_ptr<Buffer>;

class Buffer {
  struct Secret {};  // so that only the makers below construct one, and make_shared still can

 public:
  using Deleter = std::function<void()>;

  // `size` bytes, not set, charged to `budget` as `module` until the buffer goes.
  static BufferPtr create(Budget& budget, Module module, size_t size, size_t alignment);

  // `size` bytes, not set, in a block of the pool that goes back there.
  static BufferPtr from_pool(std::shared_ptr<Pool> pool, Priority priority, size_t size,
                             size_t alignment);

  // A private copy, NUL-terminated one past the size. Not charged: for texts.
  static BufferPtr copy(const void* data, size_t size);

  // The string's own bytes, not copied; NUL-terminated one past the size, as strings are.
  static BufferPtr from_text(std::string text);

  // Bytes that something else made: `deleter` runs once, when the buffer goes, also when this call
  // throws. It must not throw.
  static BufferPtr adopt(void* data, size_t size, Deleter deleter);

  Buffer(Secret) noexcept {}
  ~Buffer();
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  void* data() const noexcept { return data_; }
  size_t size() const noexcept { return size_; }

 private:
  void* data_ = nullptr;
  size_t size_ = 0;
  bool on_heap_ = false;
  Charge charge_;
  std::shared_ptr<Pool> pool_;
  std::string text_;
  Deleter deleter_;
};

}  // namespace weir::memory
