// SPDX-License-Identifier: Apache-2.0
// A pair of arrays, boiled down to what copying it takes. Dimensions that lie one after another on
// both sides are one; what is contiguous on both sides is a run of bytes; most pairs end as a
// single run with no dimension left.
//
// The result is always what reading the whole source first and then writing the destination in C
// order would give. Two flags keep that true where it needs care: `staged` when the two overlap,
// and `ordered` when the destination's own elements may (so the last one written must be the last
// in C order).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "stream/array.hpp"

namespace weir::stream {

using Dim = device::Dim;

struct Transfer {
  std::byte* dst;
  const std::byte* src;
  uint64_t bytes;    // in all
  uint64_t run;      // bytes contiguous on both sides; equals `bytes` when no dimension is left
  size_t first_dim;  // in the Plan's dims, outermost first
  uint32_t item;     // which pair of the caller's
  uint8_t dim_count;
  device::Space dst_space;
  device::Space src_space;
  bool staged;
  bool ordered;
};

// Many transfers, and the dimensions of those that kept some.
struct Plan {
  std::vector<Transfer> transfers;
  std::vector<Dim> dims;
  bool by_host = true;  // every copy is within the host's memory

  const Dim* dims_of(const Transfer& transfer) const { return dims.data() + transfer.first_dim; }
};

// Adds the copy of src to dst. Error(invalid) says what does not fit, with both shapes; the plan is
// then unchanged. one_memory(): both spaces are the host's, so any two may overlap; asked only when
// an array says that it lies on the device, for the question may open the device.
using OneMemory = std::function<bool()>;
void add_transfer(Plan& plan, uint32_t item, const Array& src, const Array& dst,
                  const OneMemory& one_memory);

}  // namespace weir::stream
