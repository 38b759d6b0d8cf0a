// SPDX-License-Identifier: Apache-2.0
// Dates, durations, identifiers, pointers; format_net.cpp has what belongs to the network.
#include "validate/format.hpp"

#include "base/json.hpp"
#include "base/status.hpp"
#include "validate/regex.hpp"

namespace weir::validate {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes `count` digits off the front.
bool number(std::string_view& text, size_t count, int& value) {
  if (text.size() < count) return false;
  value = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

bool take_date(std::string_view& text) {
  int year, month, day;
  if (!number(text, 4, year) || !take(text, '-') || !number(text, 2, month) || !take(text, '-') ||
      !number(text, 2, day)) {
    return false;
  }
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return false;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day >= 1 && day <= days[month - 1] + (leap && month == 2 ? 1 : 0);
}

// A leap second is one only at the end of a day in UTC.
bool take_time(std::string_view& text) {
  int hour, minute, second, zone_hour = 0, zone_minute = 0, sign = 1;
  if (!number(text, 2, hour) || !take(text, ':') || !number(text, 2, minute) || !take(text, ':') ||
      !number(text, 2, second)) {
    return false;
  }
  if (take(text, '.')) {
    int digit;
    if (!number(text, 1, digit)) return false;
    while (number(text, 1, digit)) continue;
  }
  if (!take(text, 'Z') && !take(text, 'z')) {
    sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
    if (sign == 0 || !number(text, 2, zone_hour) || !take(text, ':') ||
        !number(text, 2, zone_minute) || zone_hour > 23 || zone_minute > 59) {
      return false;
    }
  }
  if (hour > 23 || minute > 59 || second > 60) return false;
  if (second < 60) return true;
  const int utc = hour * 60 + minute - sign * (zone_hour * 60 + zone_minute);
  return (utc + 2 * 1440) % 1440 == 1439;
}

bool is_date(std::string_view text) {
  return take_date(text) && text.empty();
}

bool is_time(std::string_view text) {
  return take_time(text) && text.empty();
}

bool is_date_time(std::string_view text) {
  return take_date(text) && (take(text, 'T') || take(text, 't')) && take_time(text) && text.empty();
}

// RFC 3339 appendix A: units in order, none skipped between two that stand there.
bool take_units(std::string_view& text, std::string_view units, bool& any) {
  size_t next = 0;
  bool begun = false;
  while (!text.empty() && is_digit(text[0])) {
    size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits == text.size()) return false;
    const size_t unit = units.find(text[digits], next);
    if (unit == std::string_view::npos || (begun && unit != next)) return false;
    next = unit + 1;
    begun = any = true;
    text.remove_prefix(digits + 1);
  }
  return true;
}

bool is_duration(std::string_view text) {
  if (!take(text, 'P')) return false;
  bool any = false, week = false;
  std::string_view weeks = text;
  if (take_units(weeks, "W", week) && week && weeks.empty()) return true;
  if (!take_units(text, "YMD", any)) return false;
  if (take(text, 'T')) {
    bool time = false;
    if (!take_units(text, "HMS", time) || !time) return false;
    any = true;
  }
  return any && text.empty();
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool hex = is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

bool is_json_pointer(std::string_view text) {
  if (!text.empty() && text[0] != '/') return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') continue;
    if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return false;
  }
  return true;
}

bool is_relative_pointer(std::string_view text) {
  size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits == 0 || (digits > 1 && text[0] == '0')) return false;
  text.remove_prefix(digits);
  return text == "#" || is_json_pointer(text);
}

bool is_regex(std::string_view text) {
  try {
    const Regex regex(text);
    return true;
  } catch (const Error&) {
    // What has look-around is a pattern, though not one that is matched here.
    return text.find("(?=") != std::string_view::npos ||
           text.find("(?!") != std::string_view::npos || text.find("(?<") != std::string_view::npos;
  }
}

constexpr Format kFormats[] = {
    {"date-time", is_date_time, "2026-11-21T15:30:00Z"},
    {"date", is_date, "2026-11-21"},
    {"time", is_time, "15:30:00Z"},
    {"duration", is_duration, "P1DT12H"},
    {"email", is_email, "somebody@example.org"},
    {"idn-email", is_idn_email, "somebody@example.org"},
    {"hostname", is_hostname, "data.example.org"},
    {"ipv4", is_ipv4, "192.0.2.1"},
    {"ipv6", is_ipv6, "2001:db8::1"},
    {"uri", is_uri, "https://example.org/a"},
    {"uri-reference", is_uri_reference, "/a/b"},
    {"iri", is_iri, "https://example.org/a"},
    {"iri-reference", is_iri_reference, "/a/b"},
    {"uri-template", is_uri_template, "/tiles/{x}"},
    {"uuid", is_uuid, "2eb8aa08-aa98-11ea-b4aa-73b441d16380"},
    {"json-pointer", is_json_pointer, "/a/0"},
    {"relative-json-pointer", is_relative_pointer, "1/a"},
    {"regex", is_regex, "^[a-z]+$"},
};

}  // namespace

const Format* find_format(std::string_view name) {
  for (const Format& format : kFormats) {
    if (name == format.name) return &format;
  }
  return nullptr;
}

}  // namespace weir::validate
