// SPDX-License-Identifier: Apache-2.0
// A place that does not exist, seen by a scanner that does not exist, with the truth known: for
// tests and for machines without data.
#pragma once

#include <cstdint>
#include <string>

#include "work/control.hpp"

namespace weir::points {

struct SyntheticOptions {
  uint64_t seed = 0;
  uint64_t point_count = 100'000;
  double density = 4;  // points per square metre
};

// A LAS 1.4 file of format 6, in metres. The same options give the same file.
void write_synthetic(const std::string& path, const SyntheticOptions& options,
                     work::Control* control);

}  // namespace weir::points
