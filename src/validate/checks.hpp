// SPDX-License-Identifier: Apache-2.0
// The ready-made checks. Each looks at the value at one place, and passes when nothing is there:
// only required() asks for presence. Makers refuse what could never be meant with Error(invalid).
#pragma once

#include <memory>
#include <span>
#include <string>

#include "validate/rule.hpp"

namespace weir::validate {

using CheckPtr = std::unique_ptr<const Check>;

CheckPtr required(JsonPointer place);

// A number between the bounds, both included unless `above_low`. Booleans are not numbers.
CheckPtr range(JsonPointer place, double low, double high, bool above_low = false);

// Bits are 1 << JsonType, and kInteger for numbers without a fraction.
constexpr uint32_t kInteger = 1u << 7;
CheckPtr type(JsonPointer place, uint32_t allowed);

// One of these texts.
CheckPtr choice(JsonPointer place, std::span<const char* const> choices);

// A text in which RE2 finds the pattern; write ^ and $ to match it whole. Linear in the text.
CheckPtr pattern(JsonPointer place, const char* pattern);

// A path, as the operating system sees it now. Relative ones start at the current directory.
struct PathWish {
  bool exists = false;     // something has to be there
  bool file = false;       // what is there has to be a regular file
  bool directory = false;  // ... a directory
  bool create = false;     // make missing directories: the path's, or with `file` its parent's
  bool writable = false;   // writable, or when missing, to be made in a writable directory
};
CheckPtr path(JsonPointer place, PathWish wish);

// The rules of the point tile pipelines.
CheckPtr lod();  // lod_level is one of LOD2, LOD3, ASPRS, MINIMAL, FULL
CheckPtr gpu();  // gpu_memory_fraction is a number above 0 and at most 1

// A value in a message: itself when it is short, else its beginning or its type.
std::string brief(JsonValue value);

}  // namespace weir::validate
