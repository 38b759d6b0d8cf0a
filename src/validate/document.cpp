// SPDX-License-Identifier: Apache-2.0
#include "validate/document.hpp"

#include <utility>

#include "base/json_write.hpp"
#include "validate/document_entry.hpp"
#include "validate/expression.hpp"
#include "validate/schema.hpp"

namespace weir::validate {
namespace {

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

// A text where it may be missing.
JsonPointer place_or(const Entry& entry, const JsonPointer& otherwise) {
  const JsonValue field = entry.find("field", JsonType::string);
  return field ? place_of(field.string().data()) : otherwise;
}

CheckPtr make_expression(const Entry& entry) {
  Expression expect(entry.need("expect", JsonType::string).string());
  const std::string message = entry.text("message");
  if (const JsonValue each = entry.find("each", JsonType::string)) {
    if (entry.find("field", JsonType::string)) entry.wrong("field", "\"each\" is the place here");
    return holds_for_each(place_of(each.string().data()), std::move(expect), message);
  }
  JsonPointer place = place_or(entry, expect.place());
  return holds(std::move(place), std::move(expect), message);
}

CheckPtr make_schema(const Entry& entry) {
  const JsonValue object = entry.need("schema", JsonType::object);
  constexpr size_t kMostFindings = 100;
  return schema_check(place_or(entry, JsonPointer("")),
                      Schema::compile(base::write_json(object), {}, kMostFindings));
}

struct Kind {
  const char* name;
  Names keys;
  CheckPtr (*make)(const Entry& entry);
};

const std::vector<Kind>& kinds() {
  static const auto& all = *new std::vector<Kind>{
      {"required", {"field"}, [](const Entry& entry) { return required(entry.place()); }},
      {"range",
       {"field", "min", "max"},
       [](const Entry& entry) {
         return range(entry.place(), entry.number("min"), entry.number("max"));
       }},
      {"type", {"field", "types"}, make_type},
      {"choice", {"field", "choices"}, make_choice},
      {"pattern",
       {"field", "pattern"},
       [](const Entry& entry) {
         return pattern(entry.place(), entry.need("pattern", JsonType::string).string().data());
       }},
      {"path", {"field", "must"}, make_path},
      {"expression", {"field", "each", "expect", "message"}, make_expression},
      {"schema", {"field", "schema"}, make_schema},
      {"lod", {}, [](const Entry&) { return lod(); }},
      {"gpu", {}, [](const Entry&) { return gpu(); }}};
  return all;
}

CheckPtr make_check(const Entry& entry, const std::string& name) {
  Names names;
  for (const Kind& kind : kinds()) {
    names.push_back(kind.name);
    if (name != kind.name) continue;
    Names keys = {"rule", "name", "when"};
    keys.insert(keys.end(), std::begin(kAttributes), std::end(kAttributes));
    keys.insert(keys.end(), kind.keys.begin(), kind.keys.end());
    entry.allow_only(keys);
    CheckPtr check = kind.make(entry);
    const JsonValue when = entry.find("when", JsonType::string);
    return when ? only_when(Expression(when.string()), std::move(check)) : std::move(check);
  }
  entry.wrong("rule", "there is no kind of rule \"" + name + "\": " + suggestion(name, names));
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
  read_attributes(entry, rule);
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
    made.push_back(make_rule(Entry(value, "/rules/" + std::to_string(index++))));
  }
  rules.add(std::move(made));
}

}  // namespace weir::validate
