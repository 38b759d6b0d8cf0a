// SPDX-License-Identifier: Apache-2.0
// One object of a rules document, read by the keys it may have. Reading is strict: what is not
// known is an error with its place and the nearest thing that is.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/nearest.hpp"
#include "base/status.hpp"
#include "validate/checks.hpp"
#include "validate/rule.hpp"

namespace weir::validate {

using Names = std::vector<const char*>;

inline std::string suggestion(std::string_view wanted, const Names& known) {
  base::Nearest nearest(wanted);
  std::string all;
  for (const char* name : known) {
    nearest.offer(name);
    all += all.empty() ? "" : ", ";
    all += name;
  }
  if (nearest) return "did you mean \"" + nearest.name() + "\"?";
  return "use one of " + all;
}

template <class T>
struct Named {
  const char* name;
  T value;
};

class Entry {
 public:
  Entry(JsonValue value, std::string place) : value_(value), place_(std::move(place)) {
    if (!value.is(JsonType::object)) wrong("", "a rule is an object such as {\"rule\": \"lod\"}");
  }

  [[noreturn]] void wrong(std::string_view key, const std::string& what) const {
    std::string place = place_;
    if (!key.empty()) place.append("/").append(key);
    fail(Status::invalid, "%s: %s", place.c_str(), what.c_str());
  }

  void allow_only(const Names& keys) const {
    for (JsonValue member = value_.child(0); member; member = member.next()) {
      bool known = false;
      for (const char* key : keys) known = known || member.key() == key;
      if (!known) {
        wrong(member.key(), "this kind of rule has no such key: " + suggestion(member.key(), keys));
      }
    }
  }

  JsonValue find(const char* key, JsonType type) const {
    const JsonValue found = value_.member(key);
    if (found && found.type() != type) {
      wrong(key, std::string("this has to be ") + base::describe(type) + ", not " +
                     base::describe(found.type()));
    }
    return found;
  }
  JsonValue need(const char* key, JsonType type) const {
    const JsonValue found = find(key, type);
    if (!found) {
      wrong("", std::string("the key \"") + key + "\" is missing: give " + base::describe(type));
    }
    return found;
  }
  std::string text(const char* key) const {
    const JsonValue found = find(key, JsonType::string);
    return found ? std::string(found.string()) : std::string();
  }
  double number(const char* key) const { return need(key, JsonType::number).number(); }
  // A time in milliseconds, as nanoseconds; 0 when it is not there.
  uint64_t milliseconds(const char* key) const {
    const JsonValue found = find(key, JsonType::number);
    if (!found) return 0;
    if (!(found.number() > 0 && found.number() <= 1e9)) wrong(key, "use 0 < milliseconds <= 1e9");
    return static_cast<uint64_t>(found.number() * 1e6 + 0.5);
  }
  JsonPointer place() const { return place_of(need("field", JsonType::string).string().data()); }

  // The table's value for a word; Error when the table has no such word.
  template <class T, size_t N>
  T word(const char* key, JsonValue text, const Named<T> (&table)[N]) const {
    if (!text.is(JsonType::string)) wrong(key, "only texts may stand here");
    std::string all;
    base::Nearest nearest(text.string());
    for (const Named<T>& row : table) {
      if (text.string() == row.name) return row.value;
      nearest.offer(row.name);
      all.append(all.empty() ? "" : ", ").append(row.name);
    }
    wrong(key, brief(text) + " is not known: " +
                   (nearest ? "did you mean \"" + nearest.name() + "\"?" : "use one of " + all));
  }
  // Calls fn for each item of an array that must not be empty.
  template <class Fn>
  void each(const char* key, Fn&& fn) const {
    const JsonValue list = need(key, JsonType::array);
    if (list.count() == 0) wrong(key, "this list is empty");
    for (JsonValue item = list.child(0); item; item = item.next()) fn(item);
  }

 private:
  JsonValue value_;
  std::string place_;
};

// The keys of every rule but "rule" and "name".
inline constexpr const char* kAttributes[] = {"severity", "level",    "hint",        "after",
                                              "profiles", "limit_ms", "expected_ms", "pure"};
// Gives the rule those that the entry has.
void read_attributes(const Entry& entry, Rule& rule);

}  // namespace weir::validate
