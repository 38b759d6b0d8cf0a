// SPDX-License-Identifier: Apache-2.0
// What every rule may have beside its check: how much it matters, when it is asked, how long it may
// take.
#include "base/status.hpp"
#include "validate/document.hpp"
#include "validate/document_entry.hpp"

namespace weir::validate {
namespace {

constexpr Named<Severity> kSeverities[] = {{"error", Severity::error},
                                           {"warning", Severity::warning},
                                           {"info", Severity::info},
                                           {"suggestion", kSuggestion}};
constexpr Named<Level> kLevels[] = {{"fast", Level::fast},
                                    {"standard", Level::standard},
                                    {"thorough", Level::thorough},
                                    {"exhaustive", Level::exhaustive},
                                    {"on-demand", Level::on_demand}};

std::vector<std::string> texts(const Entry& entry, const char* key) {
  std::vector<std::string> list;
  const JsonValue found = entry.find(key, JsonType::array);
  for (JsonValue item = found && found.count() != 0 ? found.child(0) : JsonValue(); item;
       item = item.next()) {
    if (!item.is(JsonType::string)) entry.wrong(key, "only texts may stand here");
    list.emplace_back(item.string());
  }
  return list;
}

}  // namespace

void read_attributes(const Entry& entry, Rule& rule) {
  if (const JsonValue text = entry.find("severity", JsonType::string)) {
    rule.severity = entry.word("severity", text, kSeverities);
  }
  if (const JsonValue text = entry.find("level", JsonType::string)) {
    rule.level = entry.word("level", text, kLevels);
  }
  if (entry.find("hint", JsonType::string)) rule.hint = entry.text("hint");
  if (entry.find("after", JsonType::array)) rule.after = texts(entry, "after");
  if (entry.find("profiles", JsonType::array)) rule.profiles = texts(entry, "profiles");
  if (const uint64_t limit = entry.milliseconds("limit_ms")) rule.limit_ns = limit;
  if (const uint64_t expected = entry.milliseconds("expected_ms")) rule.expected_ns = expected;
  if (const JsonValue pure = entry.find("pure", JsonType::boolean)) rule.pure = pure.boolean();
}

void arrange(Rules& rules, const Json& document) {
  const JsonValue root = document.root();
  if (!root.is(JsonType::object)) {
    fail(Status::invalid, "an arrangement is an object: {\"RULE\": {\"after\": [...]}, ...}");
  }
  std::vector<std::pair<std::string, Rules::Change>> changes;
  for (JsonValue member = root.count() == 0 ? JsonValue() : root.child(0); member;
       member = member.next()) {
    std::string place;
    base::append_token(place, member.key());
    const Entry entry(member, place);
    entry.allow_only({std::begin(kAttributes), std::end(kAttributes)});
    Rule ignored;  // what is wrong is found before the set is touched
    read_attributes(entry, ignored);
    changes.emplace_back(std::string(member.key()),
                         [entry](Rule& rule) { read_attributes(entry, rule); });
  }
  rules.change(changes);
}

}  // namespace weir::validate
