// SPDX-License-Identifier: Apache-2.0
#include "memory/buffer.hpp"

#include <cstring>

#include "base/callback.hpp"
#include "base/status.hpp"
#include "memory/budget.hpp"
#include "memory/heap.hpp"
#include "memory/pool.hpp"

namespace weir::memory {

BufferPtr Buffer::create(Budget& budget, Module module, size_t size, size_t alignment) {
  heap::check_alignment(alignment);
  auto buffer = std::make_shared<Buffer>(Secret{});
  buffer->charge_ = budget.charge(module, size, "a buffer");
  buffer->data_ = heap::allocate(size, alignment);
  buffer->size_ = size;
  buffer->on_heap_ = true;
  return buffer;
}

BufferPtr Buffer::from_pool(std::shared_ptr<Pool> pool, Priority priority, size_t size,
                            size_t alignment) {
  auto buffer = std::make_shared<Buffer>(Secret{});
  buffer->data_ = pool->get(size, priority, alignment);
  buffer->size_ = size;
  buffer->pool_ = std::move(pool);
  return buffer;
}

BufferPtr Buffer::copy(const void* data, size_t size) {
  if (size == SIZE_MAX) fail(Status::invalid, "a copy of %zu bytes is not possible", size);
  auto buffer = std::make_shared<Buffer>(Secret{});
  buffer->data_ = heap::allocate(size + 1);
  buffer->size_ = size;
  buffer->on_heap_ = true;
  if (size != 0) std::memcpy(buffer->data_, data, size);
  static_cast<char*>(buffer->data_)[size] = '\0';
  return buffer;
}

BufferPtr Buffer::from_text(std::string text) {
  auto buffer = std::make_shared<Buffer>(Secret{});
  buffer->text_ = std::move(text);
  buffer->data_ = buffer->text_.data();
  buffer->size_ = buffer->text_.size();
  return buffer;
}

BufferPtr Buffer::adopt(void* data, size_t size, Deleter deleter) {
  BufferPtr buffer;
  try {
    buffer = std::make_shared<Buffer>(Secret{});
  } catch (...) {
    if (deleter) deleter();
    throw;
  }
  buffer->data_ = data;
  buffer->size_ = size;
  buffer->deleter_ = std::move(deleter);
  return buffer;
}

Buffer::~Buffer() {
  if (on_heap_) heap::release(data_);
  if (pool_ && !pool_->stale()) {
    // Refused only when the caller gave the block back over the buffer's head; the pool counts it.
    base::contained([this] { pool_->put(data_); });
  }
  if (deleter_) deleter_();
}

}  // namespace weir::memory
