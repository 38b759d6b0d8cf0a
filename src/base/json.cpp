// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include <cjson/cJSON.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <clocale>
#include <cmath>
#include <cstring>
#include <new>

#include "base/file.hpp"
#include "base/json_guard.hpp"
#include "base/json_number.hpp"
#include "base/status.hpp"

namespace weir::base {
namespace {

// cJSON gives up on numbers past 63 bytes. Each is handed over as the shortest text of the same
// double, with spaces after it, so that everything else stays where it is.
std::string shorten_numbers(std::string_view text, const JsonFacts& facts) {
  std::string copy(text);
  for (const JsonFacts::Number& number : facts.special) {
    double value = 0;
    char* const at = copy.data() + number.offset;
    std::from_chars(at, at + number.size, value);
    std::string shorter;
    append_number(shorter, value);
    if (shorter.size() >= number.size) continue;
    std::memset(at, ' ', number.size);
    std::memcpy(at, shorter.data(), shorter.size());
  }
  return copy;
}

// The guard let the text through, so cJSON can only lack memory, or the ability to put the decimal
// point of the host's locale into one byte for strtod.
[[noreturn]] void refuse_tree() {
  if (std::strlen(localeconv()->decimal_point) == 1) throw std::bad_alloc();
  fail(Status::unsupported,
       "numbers cannot be read while LC_NUMERIC is a locale whose decimal point is not one byte: "
       "set it to \"C\"");
}

// Visits every node, parents before children, in the order of the text. Depth is at most kMaxDepth.
template <class Visit>
void walk(cJSON* node, const Visit& visit) {
  for (; node != nullptr; node = node->next) {
    visit(node);
    if (node->child != nullptr) walk(node->child, visit);
  }
}

// A number's digits live in its valuestring, which cJSON frees with the node.
void keep_digits(cJSON* root, std::string_view text, const JsonFacts& facts) {
  size_t ordinal = 0;
  auto wanted = facts.special.begin();
  walk(root, [&](cJSON* node) {
    if (!cJSON_IsNumber(node)) return;
    if (wanted == facts.special.end() || ordinal++ != wanted->ordinal) return;
    if (wanted->exact) {
      auto* digits = static_cast<char*>(cJSON_malloc(wanted->size + 1));
      if (digits == nullptr) throw std::bad_alloc();
      std::memcpy(digits, text.data() + wanted->offset, wanted->size);
      digits[wanted->size] = '\0';
      node->valuestring = digits;
    }
    ++wanted;
  });
}

// Most keys differ in their first letter, and finding that out needs no length.
bool is_key(const cJSON* member, std::string_view key) noexcept {
  const char* const own = member->string;
  if (key.empty() || own[0] != key[0]) return key.empty() && own[0] == '\0';
  return std::strncmp(own, key.data(), key.size()) == 0 && own[key.size()] == '\0';
}

}  // namespace

const char* describe(JsonType type) noexcept {
  switch (type) {
    case JsonType::null:
      return "null";
    case JsonType::boolean:
      return "a boolean";
    case JsonType::number:
      return "a number";
    case JsonType::string:
      return "a string";
    case JsonType::array:
      return "an array";
    case JsonType::object:
      return "an object";
  }
  return "nothing";
}

std::shared_ptr<const Json> Json::parse(std::string_view text) {
  if (text.size() > kMaxBytes) {
    fail(Status::limit, "the text has %zu bytes, over the limit of %zu: split it", text.size(),
         kMaxBytes);
  }
  const JsonFacts facts = check_json(text);
  std::string copy;
  const bool too_long = std::any_of(facts.special.begin(), facts.special.end(),
                                    [](const auto& number) { return number.size > 63; });
  if (too_long) copy = shorten_numbers(text, facts);
  const std::string_view safe = too_long ? std::string_view(copy) : text;

  const std::shared_ptr<Json> json(new Json);
  json->root_ = cJSON_ParseWithLength(safe.data(), safe.size());
  if (json->root_ == nullptr) refuse_tree();
  if (!facts.special.empty()) keep_digits(json->root_, text, facts);
  if (facts.widest > kSmall) json->build_index();
  return json;
}

std::shared_ptr<const Json> Json::read_file(const char* path) {
  const std::string text = read_whole_file(path, kMaxBytes);
  try {
    return parse(text);
  } catch (const Error& error) {
    fail(error.status(), "%s: %s", path, error.what());
  }
}

Json::~Json() {
  cJSON_Delete(root_);
}

void Json::build_index() {
  walk(root_, [this](cJSON* node) {
    if (!cJSON_IsArray(node) && !cJSON_IsObject(node)) return;
    const size_t first = in_order_.size();
    for (const cJSON* child = node->child; child != nullptr; child = child->next) {
      in_order_.push_back(child);
    }
    const size_t count = in_order_.size() - first;
    if (count <= kSmall) return in_order_.resize(first);
    by_key_.insert(by_key_.end(), in_order_.begin() + static_cast<ptrdiff_t>(first),
                   in_order_.end());
    if (cJSON_IsObject(node)) {
      std::sort(
          by_key_.begin() + static_cast<ptrdiff_t>(first), by_key_.end(),
          [](const cJSON* a, const cJSON* b) { return std::strcmp(a->string, b->string) < 0; });
    }
    wide_.push_back({first, count});
    node->valueint = static_cast<int>(wide_.size());
  });
}

const Json::Wide* Json::wide(const cJSON* container) const noexcept {
  return container->valueint == 0 ? nullptr : &wide_[static_cast<size_t>(container->valueint - 1)];
}

JsonValue Json::find(std::string_view pointer) const {
  return JsonPointer(pointer).find(root());
}

JsonType JsonValue::type() const noexcept {
  switch (node_->type & 0xFF) {
    case cJSON_True:
    case cJSON_False:
      return JsonType::boolean;
    case cJSON_Number:
      return JsonType::number;
    case cJSON_String:
      return JsonType::string;
    case cJSON_Array:
      return JsonType::array;
    case cJSON_Object:
      return JsonType::object;
    default:
      return JsonType::null;
  }
}

bool JsonValue::boolean() const noexcept {
  assert(is(JsonType::boolean));
  return cJSON_IsTrue(node_) != 0;
}

std::string_view JsonValue::string() const noexcept {
  assert(is(JsonType::string));
  return node_->valuestring;
}

double JsonValue::number() const noexcept {
  assert(is(JsonType::number));
  return node_->valuedouble;
}

std::string_view JsonValue::digits() const noexcept {
  assert(is(JsonType::number));
  return node_->valuestring == nullptr ? std::string_view() : node_->valuestring;
}

bool JsonValue::is_whole() const noexcept {
  return std::trunc(number()) == number();
}

std::optional<int64_t> JsonValue::int64() const noexcept {
  if (const std::string_view text = digits(); !text.empty()) {
    int64_t value = 0;
    const bool fits =
        std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
    return fits ? std::optional(value) : std::nullopt;
  }
  const double value = number();
  if (!is_whole() || value < -0x1p63 || value >= 0x1p63) return std::nullopt;
  return static_cast<int64_t>(value);
}

int JsonValue::compare(double bound) const noexcept {
  const double value = number();
  const std::string_view text = digits();
  if (value != bound || text.empty()) return value < bound ? -1 : value > bound ? 1 : 0;
  // The nearest double is the bound itself, so the bound is a whole number of as many digits.
  char whole[400];
  const auto [last, error] =
      std::to_chars(whole, whole + sizeof whole, std::fabs(bound), std::chars_format::fixed, 0);
  const std::string_view bound_digits(whole, static_cast<size_t>(last - whole));
  const bool negative = text.front() == '-';
  const std::string_view own = text.substr(negative ? 1 : 0);
  int order = own.size() < bound_digits.size()   ? -1
              : own.size() > bound_digits.size() ? 1
                                                 : own.compare(bound_digits);
  order = (order > 0) - (order < 0);
  return negative ? -order : order;
}

size_t JsonValue::count() const noexcept {
  assert(is(JsonType::array) || is(JsonType::object));
  if (const Json::Wide* wide = owner_->wide(node_)) return wide->count;
  size_t count = 0;
  for (const cJSON* child = node_->child; child != nullptr; child = child->next) ++count;
  return count;
}

JsonValue JsonValue::child(size_t index) const noexcept {
  assert(is(JsonType::array) || is(JsonType::object));
  if (const Json::Wide* wide = owner_->wide(node_)) {
    if (index >= wide->count) return {};
    return JsonValue(owner_->in_order_[wide->first + index], owner_);
  }
  const cJSON* child = node_->child;
  while (child != nullptr && index-- > 0) child = child->next;
  return JsonValue(child, owner_);
}

JsonValue JsonValue::member(std::string_view key) const noexcept {
  if (!is(JsonType::object)) return {};
  if (const Json::Wide* wide = owner_->wide(node_)) {
    const auto first = owner_->by_key_.begin() + static_cast<ptrdiff_t>(wide->first);
    const auto last = first + static_cast<ptrdiff_t>(wide->count);
    const auto found = std::lower_bound(first, last, key, [](const cJSON* node, auto wanted) {
      return std::string_view(node->string) < wanted;
    });
    if (found == last || !is_key(*found, key)) return {};
    return JsonValue(*found, owner_);
  }
  for (const cJSON* child = node_->child; child != nullptr; child = child->next) {
    if (is_key(child, key)) return JsonValue(child, owner_);
  }
  return {};
}

JsonValue JsonValue::next() const noexcept {
  return JsonValue(node_->next, owner_);
}

std::string_view JsonValue::key() const noexcept {
  assert(node_->string != nullptr);
  return node_->string;
}

}  // namespace weir::base
