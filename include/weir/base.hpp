// SPDX-License-Identifier: Apache-2.0
// weir/base.hpp: errors as exceptions, handles that free themselves.
//
// The C++17 facade is a thin, header-only coat over the C interface: every class owns one handle,
// moves but does not copy, and turns a negative status into a weir::Error. Nothing C++ crosses the
// library's border, so a program may use any compiler and any standard library with it. The C
// header of each module says what a call does; the facade only says it in C++.
#ifndef WEIR_BASE_HPP
#define WEIR_BASE_HPP

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "weir/base.h"

// Runs first in every callback that the facade is asked to make. A binding to another language may
// define it before including this, to make the thread known to its host; then it is false when the
// host can no longer be entered, and the callback is left out.
#ifndef WEIR_HOST_ENTER
#define WEIR_HOST_ENTER true
#endif

namespace weir {

// So that its linker names are its own: a static libweir has a weir::Error too, inside.
inline namespace facade {

// A call that failed: the status to decide by, the text to explain with.
class Error : public std::runtime_error {
 public:
  Error(weir_status status, const std::string& text) : std::runtime_error(text), status_(status) {}
  weir_status status() const noexcept { return status_; }
  // "WEIR_E_INVALID" and so on.
  const char* status_name() const noexcept { return weir_status_name(status_); }

 private:
  weir_status status_;
};

}  // namespace facade

namespace detail {

// Lets answers (zero and above) pass and throws errors, with the text of this same thread.
inline weir_status check(weir_status status) {
  if (status < 0) throw Error(status, weir_last_error());
  return status;
}

// Owns one handle. `Free` is the C function that ends it.
template <class T, void (*Free)(T*)>
class Owner {
 public:
  Owner() noexcept = default;
  explicit Owner(T* handle) noexcept : handle_(handle) {}
  Owner(Owner&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Owner& operator=(Owner&& other) noexcept {
    if (this != &other) {
      Free(handle_);
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;
  ~Owner() { Free(handle_); }

  // The C handle, for calls the facade does not wrap. Lent: do not free it.
  T* get() const noexcept { return handle_; }
  explicit operator bool() const noexcept { return handle_ != nullptr; }
  // Ends the handle now instead of at the end of the scope. Twice does nothing.
  void reset() noexcept { Free(std::exchange(handle_, nullptr)); }

 protected:
  // For calls that give a handle through an output parameter.
  T** out() noexcept {
    reset();
    return &handle_;
  }

 private:
  T* handle_ = nullptr;
};

// Carries a std::function through (fn, user, user_free).
template <class Function>
void* keep(Function function) {
  return new Function(std::move(function));
}
template <class Function>
void drop(void* user) {
  if (WEIR_HOST_ENTER) delete static_cast<Function*>(user);
}

}  // namespace detail
}  // namespace weir

#endif  // WEIR_BASE_HPP
