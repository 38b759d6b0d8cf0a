// SPDX-License-Identifier: Apache-2.0
#include "base/size_text.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace weir::base {
namespace {

struct Unit {
  std::string_view name;
  uint64_t bytes;
};
constexpr Unit kUnits[] = {
    {"", 1},
    {"b", 1},
    {"k", uint64_t{1} << 10},
    {"kib", uint64_t{1} << 10},
    {"kb", 1'000},
    {"m", uint64_t{1} << 20},
    {"mib", uint64_t{1} << 20},
    {"mb", 1'000'000},
    {"g", uint64_t{1} << 30},
    {"gib", uint64_t{1} << 30},
    {"gb", 1'000'000'000},
    {"t", uint64_t{1} << 40},
    {"tib", uint64_t{1} << 40},
    {"tb", 1'000'000'000'000},
};

}  // namespace

std::optional<uint64_t> parse_size(std::string_view text, uint64_t whole) {
  size_t at = 0;
  long double number = 0, digit = 1;
  bool fraction = false, any = false;
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (at < text.size() && blank(text[at])) ++at;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && !fraction) {
      fraction = true;
    } else if (c >= '0' && c <= '9') {
      any = true;
      number = fraction ? number + (c - '0') * (digit /= 10) : number * 10 + (c - '0');
    } else {
      break;
    }
  }
  while (at < text.size() && blank(text[at])) ++at;
  std::string_view rest = text.substr(at);
  while (!rest.empty() && blank(rest.back())) rest.remove_suffix(1);
  if (!any) return std::nullopt;
  long double unit = 0;
  if (rest == "%") {
    unit = static_cast<long double>(whole) / 100;
  } else {
    const auto same = [](char a, char b) {
      return std::tolower(static_cast<unsigned char>(a)) == b;
    };
    for (const Unit& each : kUnits) {
      if (std::equal(rest.begin(), rest.end(), each.name.begin(), each.name.end(), same)) {
        unit = static_cast<long double>(each.bytes);
      }
    }
  }
  if (unit == 0 || number * unit >= 9.2e18L) return std::nullopt;
  return static_cast<uint64_t>(number * unit);
}

}  // namespace weir::base
