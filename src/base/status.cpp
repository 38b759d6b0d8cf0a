// SPDX-License-Identifier: Apache-2.0
#include "base/status.hpp"

#include <cstdio>
#include <cstring>

namespace weir {

std::string format_list(const char* format, va_list list) {
  va_list again;
  va_copy(again, list);
  char small[256];
  const int size = std::vsnprintf(small, sizeof small, format, list);
  std::string text;
  if (size < 0) {
    text = format;
  } else if (static_cast<size_t>(size) < sizeof small) {
    text.assign(small, static_cast<size_t>(size));
  } else {
    text.resize(static_cast<size_t>(size));
    std::vsnprintf(text.data(), text.size() + 1, format, again);
  }
  va_end(again);
  return text;
}

const char* status_name(int32_t status) noexcept {
  switch (static_cast<Status>(status)) {
    case Status::ok:
      return "WEIR_OK";
    case Status::miss:
      return "WEIR_MISS";
    case Status::again:
      return "WEIR_AGAIN";
    case Status::end:
      return "WEIR_END";
    case Status::rejected:
      return "WEIR_REJECTED";
    case Status::invalid:
      return "WEIR_E_INVALID";
    case Status::no_memory:
      return "WEIR_E_NO_MEMORY";
    case Status::closed:
      return "WEIR_E_CLOSED";
    case Status::unsupported:
      return "WEIR_E_UNSUPPORTED";
    case Status::io:
      return "WEIR_E_IO";
    case Status::parse:
      return "WEIR_E_PARSE";
    case Status::not_found:
      return "WEIR_E_NOT_FOUND";
    case Status::too_small:
      return "WEIR_E_TOO_SMALL";
    case Status::cancelled:
      return "WEIR_E_CANCELLED";
    case Status::callback:
      return "WEIR_E_CALLBACK";
    case Status::device:
      return "WEIR_E_DEVICE";
    case Status::limit:
      return "WEIR_E_LIMIT";
    case Status::partial:
      return "WEIR_E_PARTIAL";
    case Status::internal:
      return "WEIR_E_INTERNAL";
  }
  return status < 0 ? "WEIR_E_UNKNOWN" : "WEIR_UNKNOWN";
}

void fail(Status status, const char* format, ...) {
  va_list list;
  va_start(list, format);
  std::string text = format_list(format, list);
  va_end(list);
  throw Error(status, std::move(text));
}

void fail_errno(Status status, int error_number, const char* format, ...) {
  va_list list;
  va_start(list, format);
  std::string text = format_list(format, list);
  va_end(list);
  char words[128];
  // The GNU strerror_r returns the text, which may or may not be in `words`.
  text.append(": ").append(strerror_r(error_number, words, sizeof words));
  throw Error(status, std::move(text));
}

std::string format_text(const char* format, ...) {
  va_list list;
  va_start(list, format);
  std::string text = format_list(format, list);
  va_end(list);
  return text;
}

}  // namespace weir
