// SPDX-License-Identifier: Apache-2.0
// Size-versioned structs, by the rule the Linux kernel states for copy_struct_from_user(): fields
// are only ever appended, and zero means what it meant before the field existed.
#pragma once

#include <cstdint>
#include <cstring>

#include "base/status.hpp"

namespace weir::api {

// No struct is or will be this large: more is memory that was never written.
inline constexpr uint32_t kMostStructSize = 4096;

inline void check_size_limit(uint32_t size) {
  if (size <= kMostStructSize) return;
  fail(Status::invalid, "struct_size is %u, which no struct has: write sizeof the struct into it",
       size);
}

// A newer caller's fields, from byte `known` on, must be zero.
inline void check_tail(const void* theirs, size_t known, size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(theirs);
  for (size_t at = known; at < size; ++at) {
    if (bytes[at] != 0) {
      fail(Status::unsupported,
           "the options hold a field at byte %zu that this version of the library does not know",
           at);
    }
  }
}

// The caller's options as this library knows them. An older caller's missing tail reads as zero; a
// newer caller's tail must be zero, because this library cannot do what it asks.
template <class Options>
Options read_options(const Options* theirs) {
  Options ours{};
  if (theirs == nullptr) {
    ours.struct_size = sizeof ours;
    return ours;
  }
  uint32_t size = 0;
  std::memcpy(&size, theirs, sizeof size);
  if (size < sizeof size) {
    fail(Status::invalid, "struct_size is not set: write sizeof the struct into it");
  }
  check_size_limit(size);
  check_tail(theirs, sizeof ours, size);
  std::memcpy(&ours, theirs, size < sizeof ours ? size : sizeof ours);
  ours.struct_size = sizeof ours;
  return ours;
}

// Fills in a caller's struct: as much as both sides know; the rest of the caller's bytes become
// zero.
template <class Stats>
void write_struct(Stats* theirs, Stats ours, const char* parameter) {
  if (theirs == nullptr) fail(Status::invalid, "%s is NULL", parameter);
  uint32_t size = 0;
  std::memcpy(&size, theirs, sizeof size);
  if (size < sizeof size) {
    fail(Status::invalid, "%s->struct_size is not set: write sizeof the struct into it", parameter);
  }
  check_size_limit(size);
  ours.struct_size = size;
  auto* bytes = reinterpret_cast<unsigned char*>(theirs);
  const size_t both = size < sizeof ours ? size : sizeof ours;
  std::memcpy(bytes, &ours, both);
  if (size > both) std::memset(bytes + both, 0, size - both);
}

// For options of which this version knows no flag.
inline void no_flags(uint32_t flags) {
  if (flags != 0) fail(Status::invalid, "flags is %u: no flag is known, write 0", flags);
}

}  // namespace weir::api
