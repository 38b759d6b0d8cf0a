// SPDX-License-Identifier: Apache-2.0
// Proves: a buffer's bytes come from where it says, stay put, and go back exactly once.
#include "memory/buffer.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "base/status.hpp"
#include "memory/budget.hpp"
#include "memory/heap.hpp"

namespace weir::memory {
namespace {

TEST(Buffer, ItsBytesAreChargedUntilItGoes) {
  const auto budget = std::make_shared<Budget>(100);
  BufferPtr buffer = Buffer::create(*budget, Module::buffers, 100, 4096);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer->data()) % 4096, 0u);
  EXPECT_EQ(buffer->size(), 100u);
  std::memset(buffer->data(), 1, 100);
  EXPECT_EQ(budget->stats().used_bytes, 100u);
  EXPECT_THROW(Buffer::create(*budget, Module::buffers, 1, 64), Error);
  buffer.reset();
  EXPECT_EQ(budget->stats().used_bytes, 0u);
}

TEST(Buffer, AFailedAllocationIsNotCharged) {
  const auto budget = std::make_shared<Budget>(100);
  heap::fail_at(1);
  EXPECT_THROW(Buffer::create(*budget, Module::buffers, 10, 64), Error);
  EXPECT_THROW(Buffer::create(*budget, Module::buffers, 10, 3), Error);
  EXPECT_EQ(budget->stats().used_bytes, 0u);
}

TEST(Buffer, ATextIsAdoptedNotCopied) {
  std::string text(1000, 'w');
  const char* bytes = text.data();
  const BufferPtr buffer = Buffer::from_text(std::move(text));
  EXPECT_EQ(buffer->data(), bytes);
  EXPECT_EQ(buffer->size(), 1000u);
  EXPECT_EQ(bytes[1000], '\0');
}

TEST(Buffer, AShortTextIsWholeToo) {
  const BufferPtr buffer = Buffer::from_text("ab");
  EXPECT_STREQ(static_cast<const char*>(buffer->data()), "ab");
}

TEST(Buffer, ACopyIsPrivateAndTerminated) {
  char bytes[] = {'a', 'b', 'c', 'd'};
  const BufferPtr buffer = Buffer::copy(bytes, 3);
  bytes[0] = 'x';
  EXPECT_STREQ(static_cast<const char*>(buffer->data()), "abc");
  EXPECT_STREQ(static_cast<const char*>(Buffer::copy(nullptr, 0)->data()), "");
}

TEST(Buffer, ForeignBytesGoBackOnce) {
  int ended = 0;
  int foreign[4] = {1, 2, 3, 4};
  BufferPtr buffer = Buffer::adopt(foreign, sizeof foreign, [&ended] { ++ended; });
  BufferPtr same = buffer;
  EXPECT_EQ(buffer->data(), foreign);
  buffer.reset();
  EXPECT_EQ(ended, 0);
  same.reset();
  EXPECT_EQ(ended, 1);
}

}  // namespace
}  // namespace weir::memory
