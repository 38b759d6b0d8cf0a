// SPDX-License-Identifier: Apache-2.0
// Handles: a public struct is a tag and a shared pointer to the C++ thing behind it. Children keep
// their parents alive by holding such pointers themselves, so any order of freeing is right.
//
//   struct weir_widget : weir::api::Handle<weir::room::Widget, weir::api::tag("wdgt")> {
//     static constexpr const char* kName = "weir_widget";
//   };
//
// The tag catches a handle of another type and, most of the time, one that was just freed. It is a
// net, not a promise: reading freed memory stays undefined, and the public headers say so.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "api/error.hpp"

namespace weir::api {

constexpr uint32_t tag(const char (&four)[5]) {
  return static_cast<uint32_t>(static_cast<unsigned char>(four[0])) << 24 |
         static_cast<uint32_t>(static_cast<unsigned char>(four[1])) << 16 |
         static_cast<uint32_t>(static_cast<unsigned char>(four[2])) << 8 |
         static_cast<uint32_t>(static_cast<unsigned char>(four[3]));
}

template <class Impl, uint32_t kTag>
struct Handle {
  using Type = Impl;
  explicit Handle(std::shared_ptr<Impl> owned) : impl(std::move(owned)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  bool tagged() const noexcept { return tag_ == kTag; }
  void untag() noexcept { *static_cast<volatile uint32_t*>(&tag_) = 0xDEADDEADu; }

  std::shared_ptr<Impl> impl;

 private:
  uint32_t tag_ = kTag;
};

// The thing behind a caller's handle, or Error(invalid) that names the parameter. A call that
// waits, or that runs the caller's functions, copies the pointer: the handle may be freed
// meanwhile.
template <class H>
const std::shared_ptr<typename H::Type>& use(const H* handle, const char* parameter) {
  if (handle == nullptr) fail(Status::invalid, "%s is NULL", parameter);
  if (!handle->tagged()) {
    fail(Status::invalid, "%s is not a live %s handle", parameter, H::kName);
  }
  return handle->impl;
}

// Checks an output pointer and sets it to NULL, as every handle output must be on failure.
template <class H>
void clear_output(H** out, const char* parameter) {
  if (out == nullptr) fail(Status::invalid, "%s is NULL", parameter);
  *out = nullptr;
}

// Checks a plain output or input pointer.
inline void require(const void* pointer, const char* parameter) {
  if (pointer == nullptr) fail(Status::invalid, "%s is NULL", parameter);
}

template <class H>
Status give(H** out, std::shared_ptr<typename H::Type> impl) {
  *out = new H(std::move(impl));
  return Status::ok;
}

// The body of every weir_*_free(): accepts NULL, refuses what is not such a handle, never throws.
template <class H>
void release(H* handle) noexcept {
  if (handle == nullptr || !handle->tagged()) return;
  handle->untag();
  delete handle;
}

}  // namespace weir::api
