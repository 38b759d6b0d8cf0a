// SPDX-License-Identifier: Apache-2.0
#include "config/layer.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/json_write.hpp"
#include "base/status.hpp"

namespace weir::config {

using base::JsonTape;
using base::TapeNode;
using base::TapeTag;

namespace {

class Merger {
 public:
  Merger(const MergeRules& rules, bool keep_removals)
      : rules_(rules), keep_removals_(keep_removals) {}

  std::string run(const std::vector<Said>& roots) {
    write(roots);
    return std::move(out_);
  }

 private:
  static const TapeNode& node(const Said& said) { return said.layer->tape[said.node]; }

  MergeRule rule() const {
    if (rules_.empty()) return MergeRule::merge;
    const auto found = rules_.find(pointer_);
    return found == rules_.end() ? MergeRule::merge : found->second;
  }

  // The run of layers at the end that all say `tag`: a value of another type cuts off those below.
  static std::vector<Said> trailing(const std::vector<Said>& said, TapeTag tag) {
    auto first = said.end();
    while (first != said.begin() && node(*(first - 1)).tag == tag) --first;
    return {first, said.end()};
  }

  void write(const std::vector<Said>& said) {
    const Said& top = said.back();
    const TapeTag tag = node(top).tag;
    const MergeRule how = said.size() == 1 ? MergeRule::replace : rule();
    if (tag == TapeTag::object && how != MergeRule::replace) return write_object(said);
    if (tag == TapeTag::array && how == MergeRule::append) return write_array(said);
    out_ += top.layer->tape.write(top.node);
  }

  void write_array(const std::vector<Said>& said) {
    out_ += '[';
    bool first = true;
    for (const Said& one : trailing(said, TapeTag::array)) {
      const JsonTape& tape = one.layer->tape;
      for (uint32_t item = one.node + 1; item < tape[one.node].next; item = tape[item].next) {
        if (!std::exchange(first, false)) out_ += ", ";
        out_ += tape.write(item);
      }
    }
    out_ += ']';
  }

  void write_object(const std::vector<Said>& said) {
    // Keys in the order in which they are first said.
    std::vector<std::string_view> order;
    std::unordered_map<std::string_view, std::vector<Said>> children;
    for (const Said& one : trailing(said, TapeTag::object)) {
      const JsonTape& tape = one.layer->tape;
      for (uint32_t key = one.node + 1; key < tape[one.node].next; key = tape[key + 1].next) {
        auto [found, fresh] = children.try_emplace(tape[key].string());
        if (fresh) order.push_back(tape[key].string());
        // The program takes away with a null what it said itself as well.
        const bool removes = tape[key + 1].tag == TapeTag::null &&
                             (!found->second.empty() || one.layer->kind == LayerKind::program);
        if (removes && !keep_removals_) {
          found->second.clear();
        } else {
          found->second.push_back({one.layer, key + 1});
        }
      }
    }
    out_ += '{';
    bool first = true;
    for (const std::string_view key : order) {
      const std::vector<Said>& about = children[key];
      if (about.empty()) continue;
      if (!std::exchange(first, false)) out_ += ", ";
      base::append_quoted(out_, key);
      out_ += ": ";
      const size_t before = pointer_.size();
      base::append_token(pointer_, key);
      write(about);
      pointer_.resize(before);
    }
    out_ += '}';
  }

  const MergeRules& rules_;
  bool keep_removals_;
  std::string out_, pointer_;
};

}  // namespace

const char* name_of(LayerKind kind) {
  switch (kind) {
    case LayerKind::defaults:
      return "default";
    case LayerKind::file:
      return "file";
    case LayerKind::environment:
      return "environment";
    case LayerKind::program:
      return "program";
  }
  return "";
}

LayerPtr Layer::read(LayerKind kind, std::string name, std::string text, Origins origins) {
  auto layer = std::make_shared<Layer>();
  layer->kind = kind;
  layer->name = std::move(name);
  layer->text = std::move(text);
  layer->origins = std::move(origins);
  const std::string where = layer->name.empty() ? name_of(kind) : layer->name;
  try {
    layer->tape.read(layer->text);
  } catch (const Error& error) {
    fail(error.status(), "%s: %s", where.c_str(), error.what());
  }
  if (layer->tape[0].tag != TapeTag::object) {
    fail(Status::invalid, "%s: a configuration is a JSON object, such as {\"a\": 1}",
         where.c_str());
  }
  return layer;
}

std::vector<Said> said_about(const std::vector<LayerPtr>& layers,
                             const base::JsonPointer& pointer) {
  std::vector<Said> said;
  for (const LayerPtr& layer : layers) {
    const uint32_t node = layer->tape.find(pointer);
    if (node != JsonTape::kNothing) said.push_back({layer.get(), node});
  }
  return said;
}

std::string merge_layers(const std::vector<LayerPtr>& layers, const MergeRules& rules,
                         bool keep_removals) {
  std::vector<Said> roots;
  roots.reserve(layers.size());
  for (const LayerPtr& layer : layers) roots.push_back({layer.get(), 0});
  return roots.empty() ? "{}" : Merger(rules, keep_removals).run(roots);
}

}  // namespace weir::config
