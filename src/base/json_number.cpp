// SPDX-License-Identifier: Apache-2.0
#include "base/json_number.hpp"

#include <cassert>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string_view>

namespace weir::base {

void append_number(std::string& text, double value) {
  assert(std::isfinite(value));
  if (std::signbit(value)) text += '-';
  if (value == 0) {
    text += '0';
    return;
  }
  // to_chars finds the shortest digits, "d.ddde±xx"; ECMAScript's Number::toString has the layout.
  char buffer[32];
  const char* const last =
      std::to_chars(buffer, buffer + sizeof buffer, std::fabs(value), std::chars_format::scientific)
          .ptr;
  const std::string_view scientific(buffer, static_cast<size_t>(last - buffer));
  const size_t e = scientific.find('e');
  std::string digits(1, scientific[0]);
  if (e > 2) digits += scientific.substr(2, e - 2);
  int exponent = 0;
  const char* const sign = buffer + e + 1;
  std::from_chars(sign + (*sign == '+' ? 1 : 0), last, exponent);

  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // digits before the decimal point
  const auto split = [&](int at) {
    const auto cut = static_cast<size_t>(at);
    text.append(digits, 0, cut).append(1, '.').append(digits, cut);
  };
  if (count <= point && point <= 21) {
    text.append(digits).append(static_cast<size_t>(point - count), '0');
  } else if (0 < point && point <= 21) {
    split(point);
  } else if (-6 < point && point <= 0) {
    text.append("0.").append(static_cast<size_t>(-point), '0').append(digits);
  } else {
    count > 1 ? split(1) : void(text += digits);
    text.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
  }
}

}  // namespace weir::base
