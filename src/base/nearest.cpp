// SPDX-License-Identifier: Apache-2.0
#include "base/nearest.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "base/ascii.hpp"

namespace weir::base {
namespace {

int change(char a, char b) {
  return a == b ? 0 : lower(a) == lower(b) ? 1 : 2;
}

}  // namespace

size_t slips(std::string_view a, std::string_view b, size_t limit) {
  assert(b.size() <= kLongestName);
  const int enough = static_cast<int>(std::min(limit, size_t{4 * kLongestName}));
  // Three rows of the table: two back for swaps, one back, and the one being filled.
  uint16_t rows[3][kLongestName + 1];
  uint16_t *older = rows[0], *old = rows[1], *now = rows[2];
  for (size_t j = 0; j <= b.size(); ++j) old[j] = static_cast<uint16_t>(2 * j);
  int least_before = 0;
  for (size_t i = 1; i <= a.size(); ++i) {
    now[0] = static_cast<uint16_t>(2 * i);
    int least_here = now[0];
    for (size_t j = 1; j <= b.size(); ++j) {
      int slip = std::min({old[j] + 2, now[j - 1] + 2, old[j - 1] + change(a[i - 1], b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        slip = std::min(slip, older[j - 2] + 2);
      }
      now[j] = static_cast<uint16_t>(slip);
      least_here = std::min(least_here, slip);
    }
    // Every way on leads through this row or, by a swap, through the one before.
    if (std::min(least_here, least_before + 2) >= enough) return limit;
    least_before = least_here;
    uint16_t* const free_row = older;
    older = old, old = now, now = free_row;
  }
  return std::min<size_t>(old[b.size()], limit);
}

}  // namespace weir::base
