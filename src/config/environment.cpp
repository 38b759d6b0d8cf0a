// SPDX-License-Identifier: Apache-2.0
#include "config/environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "base/json_write.hpp"
#include "base/nearest.hpp"
#include "base/utf8.hpp"
#include "config/environment_value.hpp"

namespace weir::config {

using base::TapeTag;

namespace {

// The key at a place of the layers below that a part of a variable's name means; several that
// differ in case only are told apart by nothing but the exact spelling.
struct Key {
  std::string name;
  bool found = false, ambiguous = false;
  std::string nearest;
};

Key find_key(const std::vector<LayerPtr>& below, const std::string& at, std::string_view part) {
  Key key;
  // Variables shout; that alone makes no key a stranger.
  std::string quiet(part);
  std::transform(quiet.begin(), quiet.end(), quiet.begin(), base::lower);
  base::Nearest nearest(quiet);
  for (const Said& said : said_about(below, base::JsonPointer(at))) {
    const base::JsonTape& tape = said.layer->tape;
    if (tape[said.node].tag != TapeTag::object) continue;
    for (uint32_t k = said.node + 1; k < tape[said.node].next; k = tape[k + 1].next) {
      const std::string_view name = tape[k].string();
      if (name == part) return {std::string(name), true, false, {}};
      nearest.offer(name);
      if (!base::same_but_case(name, part)) continue;
      key.ambiguous |= key.found && key.name != name;
      key.name = name;
      key.found = true;
    }
  }
  if (!key.found && nearest) key.nearest = nearest.name();
  return key;
}

// "A__B" as a pointer into the layers below, or nothing with the reason.
std::optional<std::string> place_of(const std::vector<LayerPtr>& below, std::string_view name,
                                    std::string& why) {
  std::string pointer;
  while (true) {
    const size_t cut = name.find("__");
    const std::string_view part = name.substr(0, cut);
    const Key key = find_key(below, pointer, part);
    if (key.ambiguous) {
      why = "several keys differ from " + std::string(part) + " in case only: spell it exactly";
      return std::nullopt;
    }
    if (!key.found) {
      why = "there is no key " + std::string(part) + (pointer.empty() ? "" : " in " + pointer) +
            (key.nearest.empty() ? "" : ": did you mean " + key.nearest + "?");
      return std::nullopt;
    }
    base::append_token(pointer, key.name);
    if (cut == std::string_view::npos) return pointer;
    name.remove_prefix(cut + 2);
  }
}

// What one variable says.
struct Word {
  std::string name;
  base::JsonPointer place;
  std::string json;

  bool holds_keys() const { return json.starts_with('{'); }
};

// The places above, "" for the root first.
std::vector<std::string> places_above(const base::JsonPointer& place) {
  std::vector<std::string> above;
  std::string pointer;
  for (const std::string& token : place.tokens()) {
    above.push_back(pointer);
    base::append_token(pointer, token);
  }
  return above;
}

// The type of what stands at a place, null when nothing does.
TapeTag type_at(const std::vector<LayerPtr>& below, const base::JsonPointer& place) {
  TapeTag type = TapeTag::null;
  for (const Said& said : said_about(below, place)) {
    const TapeTag tag = said.layer->tape[said.node].tag;
    if (tag != TapeTag::null) type = tag;
  }
  return type;
}

// A variable that is mapped by the program may lead where nothing stands yet, but not into a value.
bool leads_into_a_value(const std::vector<LayerPtr>& below, const base::JsonPointer& place,
                        std::string& why) {
  for (const std::string& above : places_above(place)) {
    const TapeTag type = type_at(below, base::JsonPointer(above));
    if (type == TapeTag::null || type == TapeTag::object) continue;
    why = above + (type == TapeTag::array ? " is an array, which is given whole, as JSON: [1, 2]"
                                          : " is a value without keys");
    return true;
  }
  return false;
}

// Reads what a variable says, or gives nothing with the reason.
std::optional<Word> read_word(const std::string& name, const std::string& value,
                              std::optional<std::string> pointer,
                              const std::vector<LayerPtr>& below, std::string& why) {
  if (!pointer) return std::nullopt;
  const base::JsonPointer place(*pointer);
  if (leads_into_a_value(below, place, why)) return std::nullopt;
  const auto json = json_of_variable(value, type_at(below, place), why);
  if (!json) {
    why = "\"" + base::valid_utf8_head(value, 40) + "\" does not fit " + *pointer + ": " + why;
    return std::nullopt;
  }
  return Word{name, place, *json};
}

// Whether another variable says something that this one would undo.
bool stands_in_the_way(const std::map<std::string, const Word*>& said, const Word& word,
                       std::string& why) {
  if (const auto same = said.find(word.place.text()); same != said.end()) {
    why = same->second->name + " speaks about the same place";
    return true;
  }
  for (const std::string& above : places_above(word.place)) {
    const auto one = said.find(above);
    if (one == said.end() || one->second->holds_keys()) continue;
    why = one->second->name + " says a value without keys for " + above;
    return true;
  }
  return false;
}

// {"a": {"b": 5}} for 5 at /a/b.
std::string nested(const Word& word) {
  std::string text;
  for (const std::string& token : word.place.tokens()) {
    text += '{';
    base::append_quoted(text, token);
    text += ": ";
  }
  return text + word.json + std::string(word.place.tokens().size(), '}');
}

}  // namespace

Variables process_variables() {
  Variables all;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    all.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  std::sort(all.begin(), all.end());
  return all;
}

LayerPtr environment_layer(const Variables& variables, const std::string& prefix,
                           const EnvironmentMap& map, const std::vector<LayerPtr>& below,
                           std::vector<std::string>& notes) {
  const auto leave_out = [&notes](const std::string& name, const std::string& why) {
    notes.push_back(name + " is left out: " + why);
  };
  std::vector<Word> words;
  for (const auto& [name, value] : variables) {
    std::string why;
    std::optional<std::string> pointer;
    if (const auto mapped = map.find(name); mapped != map.end()) {
      pointer = mapped->second;
    } else if (!prefix.empty() && name.starts_with(prefix + "_")) {
      pointer = place_of(below, std::string_view(name).substr(prefix.size() + 1), why);
    } else {
      continue;
    }
    if (auto word = read_word(name, value, std::move(pointer), below, why)) {
      words.push_back(*std::move(word));
    } else {
      leave_out(name, why);
    }
  }
  // What is said about a whole object comes first, and what is said about its parts is laid upon
  // it.
  std::stable_sort(words.begin(), words.end(), [](const Word& a, const Word& b) {
    return a.place.tokens().size() < b.place.tokens().size();
  });
  std::map<std::string, const Word*> said;
  std::vector<LayerPtr> layers;
  Layer::Origins origins;
  for (const Word& word : words) {
    std::string why;
    if (stands_in_the_way(said, word, why)) {
      leave_out(word.name, why);
      continue;
    }
    said[word.place.text()] = &word;
    layers.push_back(Layer::read(LayerKind::environment, word.name, nested(word)));
    origins[word.place.text()] = word.name;
  }
  if (layers.empty()) return nullptr;
  return Layer::read(LayerKind::environment, "", merge_layers(layers, {}, true),
                     std::move(origins));
}

}  // namespace weir::config
