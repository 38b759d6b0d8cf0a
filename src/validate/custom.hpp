// SPDX-License-Identifier: Apache-2.0
// Rules of the caller's own: a function that sees the whole configuration.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "validate/rule.hpp"

namespace weir::validate {

// Where a function says what is wrong. Several messages become one, in order.
class Sink {
 public:
  explicit Sink(Complaint& complaint) : complaint_(complaint) {}
  void message(const char* text) {
    if (!complaint_.message.empty()) complaint_.message += "; ";
    complaint_.message += text;
  }
  void hint(const char* text) { complaint_.hint = text; }
  void place(const JsonPointer& place) { complaint_.pointer = place.text(); }

 private:
  Complaint& complaint_;
};

// 1 passes, 0 fails, below 0 the function itself could not do its work.
using CustomFn = std::function<int32_t(const Json& config, Sink& sink)>;

std::unique_ptr<const Check> custom(CustomFn fn);

}  // namespace weir::validate
