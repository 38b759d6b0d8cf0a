// SPDX-License-Identifier: Apache-2.0
#include "validate/nearest.hpp"

#include <algorithm>
#include <vector>

namespace weir::validate {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

size_t change(char a, char b) {
  return a == b ? 0 : lower(a) == lower(b) ? 1 : 2;
}

}  // namespace

size_t slips(std::string_view a, std::string_view b) {
  // Three rows of the table: two back for swaps, one back, and the one being filled.
  std::vector<size_t> older(b.size() + 1), old(b.size() + 1), now(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) old[j] = 2 * j;
  for (size_t i = 1; i <= a.size(); ++i) {
    now[0] = 2 * i;
    for (size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({old[j] + 2, now[j - 1] + 2, old[j - 1] + change(a[i - 1], b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], older[j - 2] + 2);
      }
    }
    older.swap(old);
    old.swap(now);
  }
  return old[b.size()];
}

}  // namespace weir::validate
