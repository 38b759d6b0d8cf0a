// SPDX-License-Identifier: Apache-2.0
// Size-versioned structs, by the rule the Linux kernel states for copy_struct_from_user(): fields
// are only ever appended, and zero means what it meant before the field existed.
#pragma once

#include <cstdint>
#include <cstring>

#include "base/status.hpp"

namespace weir::api {

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
  const auto* bytes = reinterpret_cast<const unsigned char*>(theirs);
  for (size_t at = sizeof ours; at < size; ++at) {
    if (bytes[at] != 0) {
      fail(Status::unsupported,
           "the options hold a field at byte %zu that this version of the library does not know",
           at);
    }
  }
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
  ours.struct_size = size;
  auto* bytes = reinterpret_cast<unsigned char*>(theirs);
  const size_t both = size < sizeof ours ? size : sizeof ours;
  std::memcpy(bytes, &ours, both);
  if (size > both) std::memset(bytes + both, 0, size - both);
}

}  // namespace weir::api
