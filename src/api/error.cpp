// SPDX-License-Identifier: Apache-2.0
#include "api/error.hpp"

#include <cstdio>
#include <cstring>
#include <new>

namespace weir::api {
namespace {

// A plain array: no allocation when memory is out, no destructor when the thread ends, and a
// pointer kept by the caller across a later failing call stays readable.
constexpr size_t kLastErrorSize = 512;
thread_local char last_error_text[kLastErrorSize];

}  // namespace

void set_last_error(const char* function, const char* text) noexcept {
  const int size = std::snprintf(last_error_text, kLastErrorSize, "%s: %s", function, text);
  if (size >= static_cast<int>(kLastErrorSize)) {
    // Cut at a character's start, so that the text stays valid UTF-8.
    size_t cut = kLastErrorSize - 4;
    while (cut > 0 && (static_cast<unsigned char>(last_error_text[cut]) & 0xC0u) == 0x80u) --cut;
    std::memcpy(last_error_text + cut, "...", 4);
  }
}

weir_status translate_exception(const char* function) noexcept {
  try {
    throw;
  } catch (const Error& error) {
    set_last_error(function, error.what());
    return static_cast<weir_status>(error.status());
  } catch (const std::bad_alloc&) {
    set_last_error(function, "the machine has no memory left for this call");
    return WEIR_E_NO_MEMORY;
  } catch (const std::exception& error) {
    set_last_error(function, error.what());
    return WEIR_E_INTERNAL;
  } catch (...) {
    set_last_error(function, "an exception of an unknown type reached the library's border");
    return WEIR_E_INTERNAL;
  }
}

}  // namespace weir::api

const char* weir_last_error(void) {
  return weir::api::last_error_text;
}
