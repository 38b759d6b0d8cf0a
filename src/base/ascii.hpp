// SPDX-License-Identifier: Apache-2.0
// Letters A to Z, whatever the locale.
#pragma once

#include <algorithm>
#include <string_view>

namespace weir::base {

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool same_but_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace weir::base
