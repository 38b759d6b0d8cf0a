// SPDX-License-Identifier: Apache-2.0
#include "validate/document.hpp"

#include <utility>

#include "base/nearest.hpp"
#include "base/status.hpp"
#include "validate/checks.hpp"

namespace weir::validate {
namespace {

using Names = std::vector<const char*>;

std::string suggestion(std::string_view wanted, const Names& known) {
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

constexpr Named<Severity> kSeverities[] = {
    {"error", Severity::error}, {"warning", Severity::warning}, {"info", Severity::info}};
constexpr Named<Level> kLevels[] = {{"fast", Level::fast},
                                    {"standard", Level::standard},
                                    {"thorough", Level::thorough},
                                    {"exhaustive", Level::exhaustive}};
constexpr uint32_t bit(JsonType type) {
  return 1u << static_cast<uint32_t>(type);
}
constexpr Named<uint32_t> kTypes[] = {{"null", bit(JsonType::null)},
                                      {"boolean", bit(JsonType::boolean)},
                                      {"number", bit(JsonType::number)},
                                      {"string", bit(JsonType::string)},
                                      {"array", bit(JsonType::array)},
                                      {"object", bit(JsonType::object)},
                                      {"integer", kInteger}};
constexpr Named<bool PathWish::*> kPathWishes[] = {{"exists", &PathWish::exists},
                                                   {"file", &PathWish::file},
                                                   {"directory", &PathWish::directory},
                                                   {"create", &PathWish::create},
                                                   {"writable", &PathWish::writable}};

// One entry of "rules", read by keys that its kind has.
class Entry {
 public:
  Entry(JsonValue value, size_t index) : value_(value), index_(index) {
    if (!value.is(JsonType::object)) wrong("", "a rule is an object such as {\"rule\": \"lod\"}");
  }

  [[noreturn]] void wrong(std::string_view key, const std::string& what) const {
    std::string place = "/rules/" + std::to_string(index_);
    if (!key.empty()) place.append("/").append(key);
    fail(Status::invalid, "%s: %s", place.c_str(), what.c_str());
  }

  // What this kind of rule has beside what every rule has.
  void allow_only(const Names& own) const {
    Names keys = {"rule", "severity", "level", "name", "hint"};
    keys.insert(keys.end(), own.begin(), own.end());
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
  size_t index_;
};

CheckPtr make_choice(const Entry& entry) {
  std::vector<const char*> choices;
  entry.each("choices", [&](JsonValue item) {
    if (!item.is(JsonType::string)) entry.wrong("choices", "only texts may stand here");
    choices.push_back(item.string().data());
  });
  return choice(entry.place(), choices);
}

CheckPtr make_type(const Entry& entry) {
  uint32_t allowed = 0;
  entry.each("types", [&](JsonValue item) { allowed |= entry.word("types", item, kTypes); });
  return type(entry.place(), allowed);
}

CheckPtr make_path(const Entry& entry) {
  PathWish wish;
  entry.each("must", [&](JsonValue item) { wish.*entry.word("must", item, kPathWishes) = true; });
  return path(entry.place(), wish);
}

CheckPtr make_check(const Entry& entry, const std::string& kind) {
  if (kind == "lod" || kind == "gpu") {
    entry.allow_only({});
    return kind == "lod" ? lod() : gpu();
  }
  if (kind == "required") {
    entry.allow_only({"field"});
    return required(entry.place());
  }
  if (kind == "range") {
    entry.allow_only({"field", "min", "max"});
    return range(entry.place(), entry.number("min"), entry.number("max"));
  }
  if (kind == "type") {
    entry.allow_only({"field", "types"});
    return make_type(entry);
  }
  if (kind == "choice") {
    entry.allow_only({"field", "choices"});
    return make_choice(entry);
  }
  if (kind == "pattern") {
    entry.allow_only({"field", "pattern"});
    return pattern(entry.place(), entry.need("pattern", JsonType::string).string().data());
  }
  if (kind == "path") {
    entry.allow_only({"field", "must"});
    return make_path(entry);
  }
  entry.wrong("rule", "there is no kind of rule \"" + kind + "\": " +
                          suggestion(kind, {"required", "range", "type", "choice", "pattern",
                                            "path", "lod", "gpu"}));
}

Rule make_rule(const Entry& entry) {
  const std::string kind(entry.need("rule", JsonType::string).string());
  Rule rule;
  try {
    rule.check = make_check(entry, kind);
  } catch (const Error& error) {
    // What a maker refuses (a bad pattern, bounds upside down) is told with its place, too.
    if (std::string_view(error.what()).substr(0, 7) == "/rules/") throw;
    entry.wrong("", error.what());
  }
  rule.name = entry.text("name").empty() ? kind : entry.text("name");
  rule.hint = entry.text("hint");
  if (const JsonValue text = entry.find("severity", JsonType::string)) {
    rule.severity = entry.word("severity", text, kSeverities);
  }
  if (const JsonValue text = entry.find("level", JsonType::string)) {
    rule.level = entry.word("level", text, kLevels);
  }
  return rule;
}

}  // namespace

void add_document(Rules& rules, const Json& document) {
  const JsonValue root = document.root();
  const JsonValue list = root.is(JsonType::object) ? root.member("rules") : JsonValue();
  if (!list.is(JsonType::array)) {
    fail(Status::invalid, "a rules document is an object with a list of rules: {\"rules\": [...]}");
  }
  for (JsonValue member = root.child(0); member; member = member.next()) {
    if (member.key() != "rules" && member.key() != "$comment") {
      fail(Status::invalid,
           "/%.*s: a rules document has no such key: only \"rules\" and \"$comment\"",
           static_cast<int>(member.key().size()), member.key().data());
    }
  }
  std::vector<Rule> made;
  size_t index = 0;
  for (JsonValue value = list.count() == 0 ? JsonValue() : list.child(0); value;
       value = value.next()) {
    made.push_back(make_rule(Entry(value, index++)));
  }
  for (Rule& rule : made) rules.add(std::move(rule));
}

}  // namespace weir::validate
