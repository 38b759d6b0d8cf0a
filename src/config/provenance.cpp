// SPDX-License-Identifier: Apache-2.0
// Where values come from, what changed, and writing a configuration down. Secrets are shown as ***.
#include <algorithm>
#include <string_view>

#include "base/json_write.hpp"
#include "base/output_file.hpp"
#include "config/config.hpp"

namespace weir::config {

using base::JsonTape;
using base::JsonValue;
using base::JsonWriter;
using base::TapeTag;

namespace {

constexpr const char* kMask = "***";

// Calls fn(pointer, value) for every value that is no container, or an empty one.
template <class Fn>
void each_leaf(JsonValue value, std::string& pointer, const Fn& fn) {
  const bool object = value.is(base::JsonType::object);
  if (!object || value.count() == 0) return fn(pointer, value);
  for (JsonValue child = value.child(0); child; child = child.next()) {
    const size_t before = pointer.size();
    base::append_token(pointer, child.key());
    each_leaf(child, pointer, fn);
    pointer.resize(before);
  }
}

// The layer whose word is the last about a place.
const Layer* speaker(const Snapshot& snapshot, const base::JsonPointer& pointer) {
  const auto said = said_about(snapshot.layers, pointer);
  return said.empty() ? nullptr : said.back().layer;
}

std::string source_of(const Layer& layer, const std::string& pointer) {
  if (layer.kind == LayerKind::file) return "file " + layer.name;
  if (layer.kind == LayerKind::environment) {
    // A variable that gives a whole object speaks about all that is in it.
    for (std::string_view at(pointer);; at = at.substr(0, at.rfind('/'))) {
      const auto variable = layer.origins.find(at);
      if (variable != layer.origins.end()) return "environment " + variable->second;
      if (at.empty()) break;
    }
  }
  return name_of(layer.kind);
}

const char* why_it_won(const Layer& layer) {
  switch (layer.kind) {
    case LayerKind::defaults:
      return "nothing above the defaults says otherwise";
    case LayerKind::file:
      return "files stand above the defaults, later files above earlier ones";
    case LayerKind::environment:
      return "the environment stands above all files";
    case LayerKind::program:
      return "the program has the last word";
  }
  return "";
}

void write_differences(const JsonTape& a, uint32_t at_a, const JsonTape& b, uint32_t at_b,
                       std::string& pointer, JsonWriter& json) {
  const auto change = [&](const char* what) {
    json.begin_object().key("path").value(pointer).key("change").value(what);
    const auto value = [&](const char* key, const JsonTape& tape, uint32_t node) {
      if (node == JsonTape::kNothing) return;
      json.key(key).value(base::Json::parse(tape.write(node))->root());
    };
    value("before", a, at_a);
    value("after", b, at_b);
    json.end_object();
  };
  if (at_a == JsonTape::kNothing) return change("added");
  if (at_b == JsonTape::kNothing) return change("removed");
  if (a[at_a].tag != TapeTag::object || b[at_b].tag != TapeTag::object) {
    if (a.write(at_a) != b.write(at_b)) change("changed");
    return;
  }
  const auto inside = [&](std::string_view key, uint32_t in_a, uint32_t in_b) {
    const size_t before = pointer.size();
    base::append_token(pointer, key);
    write_differences(a, in_a == 0 ? JsonTape::kNothing : in_a, b,
                      in_b == 0 ? JsonTape::kNothing : in_b, pointer, json);
    pointer.resize(before);
  };
  for (uint32_t key = at_a + 1; key < a[at_a].next; key = a[key + 1].next) {
    inside(a[key].string(), key + 1, b.member(at_b, a[key].string()));
  }
  for (uint32_t key = at_b + 1; key < b[at_b].next; key = b[key + 1].next) {
    if (a.member(at_a, b[key].string()) == 0) inside(b[key].string(), 0, key + 1);
  }
}

}  // namespace

std::string difference(const std::string& before, const std::string& after) {
  JsonTape a, b;
  a.read(before);
  b.read(after);
  std::string pointer;
  JsonWriter json;
  json.begin_array();
  write_differences(a, 0, b, 0, pointer, json);
  return json.end_array().take();
}

bool Config::is_secret(const std::string& pointer) const {
  return std::any_of(options_.secrets.begin(), options_.secrets.end(),
                     [&](const std::string& secret) {
                       return pointer == secret || pointer.starts_with(secret + "/");
                     });
}

std::string Config::explain(const base::JsonPointer& pointer) const {
  const SnapshotPtr now = snapshot();
  const auto said = said_about(now->layers, pointer);
  const JsonValue value = pointer.find(now->merged->root());
  // An object that holds a secret further in is not shown either.
  const bool secret =
      is_secret(pointer.text()) ||
      std::any_of(options_.secrets.begin(), options_.secrets.end(),
                  [&](const std::string& one) { return one.starts_with(pointer.text() + "/"); });
  JsonWriter json(base::JsonStyle::pretty);
  const auto show = [&](const JsonTape& tape, uint32_t node) {
    if (secret) {
      json.value(kMask);
    } else {
      json.value(base::Json::parse(tape.write(node))->root());
    }
  };
  json.begin_object().key("path").value(pointer.text()).key("set").value(bool{value});
  if (value) {
    json.key("value");
    if (secret) {
      json.value(kMask);
    } else {
      json.value(value);
    }
  }
  if (!said.empty()) {
    const Layer& last = *said.back().layer;
    const bool removed = !value && last.tape[said.back().node].tag == TapeTag::null;
    json.key("source").value(source_of(last, pointer.text()));
    json.key("why").value(removed ? "a null there takes it away" : why_it_won(last));
  }
  json.key("stack").begin_array();
  for (auto one = said.rbegin(); one != said.rend(); ++one) {
    const Layer& layer = *one->layer;
    json.begin_object().key("source").value(source_of(layer, pointer.text()));
    if (layer.kind == LayerKind::file) {
      const base::TextPlace place = layer.tape.place_of(one->node);
      json.key("line").value(uint64_t{place.line}).key("column").value(uint64_t{place.column});
    }
    json.key("value");
    show(layer.tape, one->node);
    json.end_object();
  }
  return json.end_array().end_object().take();
}

std::string Config::summary() const {
  const SnapshotPtr now = snapshot();
  std::string failure;
  std::vector<uint64_t> kept;
  {
    const std::lock_guard lock(mutex_);
    failure = last_failure_;
    for (const SnapshotPtr& one : history_) kept.push_back(one->generation);
  }
  JsonWriter json(base::JsonStyle::pretty);
  json.begin_object().key("generation").value(now->generation);
  json.key("layers").begin_array();
  for (const LayerPtr& layer : now->layers) {
    json.begin_object().key("source").value(name_of(layer->kind));
    if (!layer->name.empty()) json.key("name").value(layer->name);
    json.end_object();
  }
  json.end_array().key("sources").begin_object();
  std::string pointer;
  each_leaf(now->merged->root(), pointer, [&](const std::string& at, JsonValue) {
    const Layer* const layer = speaker(*now, base::JsonPointer(at));
    if (layer != nullptr) json.key(at).value(source_of(*layer, at));
  });
  json.end_object().key("warnings").begin_array();
  for (const std::string& note : now->notes) json.value(note);
  json.end_array().key("last_error");
  if (failure.empty()) {
    json.null();
  } else {
    json.value(failure);
  }
  json.key("kept_generations").begin_array();
  for (const uint64_t one : kept) json.value(one);
  return json.end_array().end_object().take();
}

void Config::save(const char* path, bool with_secrets) const {
  const SnapshotPtr now = snapshot();
  JsonWriter json(base::JsonStyle::pretty);
  std::string pointer;
  const auto write = [&](const auto& self, JsonValue value) -> void {
    if (!value.is(base::JsonType::object)) {
      json.value(value);
      return;
    }
    json.begin_object();
    for (JsonValue child = value.child(0); child; child = child.next()) {
      const size_t before = pointer.size();
      base::append_token(pointer, child.key());
      if (with_secrets || !is_secret(pointer)) {
        json.key(child.key());
        self(self, child);
      }
      pointer.resize(before);
    }
    json.end_object();
  };
  write(write, now->merged->root());
  const std::string text = json.take() + "\n";
  base::OutputFile file(path, with_secrets ? 0600 : 0666);
  file.write(text.data(), text.size());
  file.finish();
}

}  // namespace weir::config
