// SPDX-License-Identifier: Apache-2.0
// The one vocabulary of outcomes. The numbers are those of include/weir/base.h, which the
// core never sees; src/api/base.cpp asserts that the two agree.
#pragma once

#include <cstdarg>
#include <cstdint>
#include <exception>
#include <string>

namespace weir {

enum class Status : int32_t {
  ok = 0,
  miss = 1,
  again = 2,
  end = 3,
  rejected = 4,
  invalid = -1,
  no_memory = -2,
  closed = -3,
  unsupported = -4,
  io = -5,
  parse = -6,
  not_found = -7,
  too_small = -8,
  cancelled = -9,
  callback = -10,
  device = -11,
  limit = -12,
  partial = -13,
  internal = -14,
};

const char* status_name(int32_t status) noexcept;

// Ends a call. The text says what happened, where, and what to do; it goes to the caller as is.
// Expected answers (miss, again, end, rejected) are return values, never exceptions.
class Error : public std::exception {
 public:
  Error(Status status, std::string text) : status_(status), text_(std::move(text)) {}
  Status status() const noexcept { return status_; }
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  Status status_;
  std::string text_;
};

[[noreturn]] void fail(Status status, const char* format, ...)
    __attribute__((format(printf, 2, 3)));

// The same, ending with the operating system's own words for `error_number` (an errno value).
[[noreturn]] void fail_errno(Status status, int error_number, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

// printf into a std::string, for messages that need numbers.
std::string format_text(const char* format, ...) __attribute__((format(printf, 1, 2)));

// The same for those who were given the numbers as a list. It stands for nothing afterwards.
std::string format_list(const char* format, va_list list) __attribute__((format(printf, 1, 0)));

}  // namespace weir
