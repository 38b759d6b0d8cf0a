// SPDX-License-Identifier: Apache-2.0
#include "validate/values.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <string>

namespace weir::validate {
namespace {

int sign(bool less, bool more) {
  return less ? -1 : more ? 1 : 0;
}

// Integers as written; a leading minus or none.
int compare_digits(std::string_view a, std::string_view b) {
  const bool negative = a.front() == '-';
  if (negative != (b.front() == '-')) return negative ? -1 : 1;
  if (negative) a.remove_prefix(1), b.remove_prefix(1);
  int order = a.size() != b.size() ? sign(a.size() < b.size(), true) : a.compare(b);
  order = sign(order<0, order> 0);
  return negative ? -order : order;
}

// Any whole number, written out.
std::string digits_of(const TapeNode& number) {
  if (number.tag == TapeTag::whole) return std::to_string(number.whole);
  if (number.tag == TapeTag::big) return std::string(number.string());
  char buffer[400];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, number.real, std::chars_format::fixed, 0).ptr;
  return std::string(buffer, end);
}

// digits * 10^exponent, without zeros at the end. The digits' sign is dropped.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

Decimal decimal_of(const TapeNode& number) {
  Decimal decimal;
  if (number.tag == TapeTag::whole || number.tag == TapeTag::big) {
    decimal.digits = digits_of(number);
    if (decimal.digits.front() == '-') decimal.digits.erase(0, 1);
  } else {
    char buffer[32];
    const char* const end = std::to_chars(buffer, buffer + sizeof buffer, std::fabs(number.real),
                                          std::chars_format::scientific)
                                .ptr;
    const char* const e =
        static_cast<const char*>(std::memchr(buffer, 'e', static_cast<size_t>(end - buffer)));
    std::from_chars(e + (e[1] == '+' ? 2 : 1), end, decimal.exponent);
    for (const char* c = buffer; c != e; ++c) {
      if (*c != '.') decimal.digits += *c;
    }
    decimal.exponent -= static_cast<int>(decimal.digits.size()) - 1;
  }
  while (decimal.digits.size() > 1 && decimal.digits.back() == '0') {
    decimal.digits.pop_back(), ++decimal.exponent;
  }
  return decimal;
}

uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
  return hash ^ hash >> 29;
}

}  // namespace

double as_double(const TapeNode& number) {
  if (number.tag == TapeTag::whole) return static_cast<double>(number.whole);
  if (number.tag != TapeTag::big) return number.real;
  double value = 0;
  std::from_chars(number.text, number.text + number.size, value);
  return value;
}

int compare_numbers(const TapeNode& a, const TapeNode& b) {
  if (a.tag == TapeTag::whole && b.tag == TapeTag::whole) {
    return sign(a.whole<b.whole, a.whole> b.whole);
  }
  const double x = as_double(a), y = as_double(b);
  if (x != y) return sign(x < y, true);
  const bool both_double = a.tag >= TapeTag::real_whole && b.tag >= TapeTag::real_whole;
  // The same double: two fractions are equal, two whole numbers are decided by their digits.
  if (both_double || a.tag == TapeTag::real || b.tag == TapeTag::real || std::fabs(x) < 0x1p53) {
    return 0;
  }
  return compare_digits(digits_of(a), digits_of(b));
}

bool is_multiple(const TapeNode& value, const TapeNode& step) {
  if (value.tag == TapeTag::whole && step.tag == TapeTag::whole) {
    return step.whole == -1 || value.whole % step.whole == 0;
  }
  const Decimal a = decimal_of(value), b = decimal_of(step);
  if (a.digits == "0") return true;
  int shift = a.exponent - b.exponent;
  if (shift < 0) return false;  // a has no 0 at its end, a multiple of b had
  if (b.digits.size() > 18) {   // past 128 bits; only whole numbers have that many digits
    return std::fmod(as_double(value), as_double(step)) == 0;
  }
  uint64_t divisor = 0;
  std::from_chars(b.digits.data(), b.digits.data() + b.digits.size(), divisor);
  __extension__ using Wide = unsigned __int128;
  uint64_t rest = 0;
  for (const char digit : a.digits) {
    rest = static_cast<uint64_t>((Wide{rest} * 10 + static_cast<unsigned>(digit - '0')) % divisor);
  }
  for (; shift > 0 && rest != 0; --shift) rest = static_cast<uint64_t>(Wide{rest} * 10 % divisor);
  return rest == 0;
}

bool equal_values(const JsonTape& a, uint32_t at_a, const JsonTape& b, uint32_t at_b) {
  const TapeNode &x = a[at_a], &y = b[at_b];
  if (is_number(x.tag)) return is_number(y.tag) && compare_numbers(x, y) == 0;
  const auto is_text = [](TapeTag tag) { return tag == TapeTag::string || tag == TapeTag::key; };
  if (x.tag != y.tag && !(is_text(x.tag) && is_text(y.tag))) return false;
  switch (x.tag) {
    case TapeTag::key:
    case TapeTag::string:
      return x.string() == y.string();
    case TapeTag::array: {
      if (x.size != y.size) return false;
      uint32_t j = at_b + 1;
      for (uint32_t i = at_a + 1; i < x.next; i = a[i].next, j = b[j].next) {
        if (!equal_values(a, i, b, j)) return false;
      }
      return true;
    }
    case TapeTag::object:
      if (x.size != y.size) return false;
      for (uint32_t i = at_a + 1; i < x.next; i = a[i + 1].next) {
        const uint32_t other = b.member(at_b, a[i].string());
        if (other == 0 || !equal_values(a, i + 1, b, other)) return false;
      }
      return true;
    default:
      return true;
  }
}

uint64_t hash_value(const JsonTape& tape, uint32_t at) {
  const TapeNode& value = tape[at];
  if (is_number(value.tag)) {
    const double number = as_double(value) + 0.0;  // -0 is 0
    uint64_t bits;
    std::memcpy(&bits, &number, sizeof bits);
    return mix(3, bits);
  }
  const auto seed = static_cast<uint64_t>(value.tag) + 16;
  switch (value.tag) {
    case TapeTag::string:
      return mix(seed, base::hash_key(value.string()));
    case TapeTag::array: {
      uint64_t hash = seed;
      for (uint32_t i = at + 1; i < value.next; i = tape[i].next) {
        hash = mix(hash, hash_value(tape, i));
      }
      return hash;
    }
    case TapeTag::object: {
      uint64_t sum = 0;  // the order of members does not count
      for (uint32_t i = at + 1; i < value.next; i = tape[i + 1].next) {
        sum += mix(mix(seed, tape[i].hash()), hash_value(tape, i + 1));
      }
      return mix(seed, sum);
    }
    default:
      return mix(seed, 0);
  }
}

}  // namespace weir::validate
