// SPDX-License-Identifier: Apache-2.0
// The rules in rules/, which embed.py makes a part of the library.
#pragma once

#include <cstddef>

namespace weir::validate {

struct ReadyMade {
  const char* name;
  const char* text;
};

extern const ReadyMade kReadyMade[];
extern const size_t kReadyMadeCount;

}  // namespace weir::validate
