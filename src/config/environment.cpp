// SPDX-License-Identifier: Apache-2.0
#include "config/environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/json_write.hpp"
#include "base/nearest.hpp"
#include "base/status.hpp"

namespace weir::config {

using base::TapeTag;

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_but_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

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
  std::transform(quiet.begin(), quiet.end(), quiet.begin(), lower);
  base::Nearest nearest(quiet);
  for (const Said& said : said_about(below, base::JsonPointer(at))) {
    const base::JsonTape& tape = said.layer->tape;
    if (tape[said.node].tag != TapeTag::object) continue;
    for (uint32_t k = said.node + 1; k < tape[said.node].next; k = tape[k + 1].next) {
      const std::string_view name = tape[k].string();
      if (name == part) return {std::string(name), true, false, {}};
      nearest.offer(name);
      if (!same_but_case(name, part)) continue;
      key.ambiguous = key.found && key.name != name;
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

template <class T>
bool reads_as(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

std::optional<std::string> read_json(std::string_view text, TapeTag wanted, std::string& why) {
  try {
    base::JsonTape tape;
    tape.read(text);
    if (wanted == TapeTag::null || tape[0].tag == wanted) return tape.write(0);
    why = wanted == TapeTag::array ? "an array is wanted, as JSON: [1, 2]"
                                   : "an object is wanted, as JSON: {\"a\": 1}";
  } catch (const Error& error) {
    why = error.what();
  }
  return std::nullopt;
}

// The value as JSON, of the type that stands there; or nothing with the reason.
std::optional<std::string> typed(const std::string& value, TapeTag type, std::string& why) {
  if (value.starts_with("json:")) {
    return read_json(std::string_view(value).substr(5), TapeTag::null, why);
  }
  switch (type) {
    case TapeTag::no:
    case TapeTag::yes:
      for (const char* word : {"true", "yes", "on", "1"}) {
        if (same_but_case(value, word)) return "true";
      }
      for (const char* word : {"false", "no", "off", "0"}) {
        if (same_but_case(value, word)) return "false";
      }
      why = "a boolean is wanted: true or false";
      return std::nullopt;
    case TapeTag::whole:
    case TapeTag::big:
    case TapeTag::real:
    case TapeTag::real_whole:
      // JSON has one kind of number: 30 may well be a rate. Whole ones keep all their digits.
      if (int64_t whole = 0; reads_as(value, whole)) return std::to_string(whole);
      if (double real = 0; reads_as(value, real) && std::isfinite(real)) {
        return base::JsonWriter().value(real).take();
      }
      why = "a number is wanted";
      return std::nullopt;
    case TapeTag::array:
    case TapeTag::object:
      return read_json(value, type, why);
    default: {
      std::string text;
      base::append_quoted(text, value);
      return text;
    }
  }
}

// Values by pointer, to be written as one object.
struct Tree {
  std::map<std::string, Tree, std::less<>> children;
  std::string value;

  void write(std::string& out) const {
    if (children.empty()) {
      out += value;
      return;
    }
    out += '{';
    bool first = true;
    for (const auto& [key, child] : children) {
      out += first ? "" : ", ";
      first = false;
      base::append_quoted(out, key);
      out += ": ";
      child.write(out);
    }
    out += '}';
  }
};

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
  Tree root;
  std::map<std::string, std::string, std::less<>> origins;
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
    const auto leave_out = [&] { notes.push_back(name + " is left out: " + why); };
    if (!pointer) {
      leave_out();
      continue;
    }
    const base::JsonPointer place(*pointer);
    TapeTag type = TapeTag::null;
    for (const Said& said : said_about(below, place)) {
      if (said.layer->tape[said.node].tag != TapeTag::null) type = said.layer->tape[said.node].tag;
    }
    const auto json = typed(value, type, why);
    if (!json) {
      why = "\"" + value.substr(0, 40) + "\" does not fit " + *pointer + ": " + why;
      leave_out();
      continue;
    }
    Tree* at = &root;
    for (const std::string& token : place.tokens()) at = &at->children[token];
    at->children.clear();
    at->value = *json;
    origins[*pointer] = name;
  }
  if (root.children.empty()) return nullptr;
  std::string text;
  root.write(text);
  return Layer::read(LayerKind::environment, "", std::move(text), std::move(origins));
}

}  // namespace weir::config
