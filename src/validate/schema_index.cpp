// SPDX-License-Identifier: Apache-2.0
#include "validate/schema_index.hpp"

#include <algorithm>

#include "base/status.hpp"
#include "validate/uri.hpp"

namespace weir::validate {
namespace {

uint64_t node_key(uint32_t document, uint32_t node) {
  return uint64_t{document} << 32 | node;
}

std::string without_fragment(std::string_view uri) {
  return std::string(uri.substr(0, uri.find('#')));
}

constexpr std::string_view kMaps[] = {
    "$defs", "definitions", "properties", "patternProperties", "dependentSchemas", "dependencies"};
constexpr std::string_view kLists[] = {"allOf", "anyOf", "oneOf", "prefixItems", "items"};
constexpr std::string_view kSingles[] = {"not",
                                         "if",
                                         "then",
                                         "else",
                                         "items",
                                         "additionalItems",
                                         "contains",
                                         "additionalProperties",
                                         "propertyNames",
                                         "unevaluatedItems",
                                         "unevaluatedProperties",
                                         "contentSchema"};

bool contains(const auto& names, std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace

void SchemaIndex::wrong(uint32_t document, uint32_t node, const std::string& what) const {
  const SchemaDocument& in = *plan_.documents[document];
  std::string where = in.uri.empty() ? "the schema" : in.uri;
  if (in.tape.has_places()) {
    const base::TextPlace place = in.tape.place_of(node);
    where += format_text(", line %zu, column %zu", place.line, place.column);
  }
  const std::string pointer = in.tape.pointer_of(node);
  if (!pointer.empty()) where += ", at " + pointer;
  fail(Status::invalid, "%s: %s", where.c_str(), what.c_str());
}

Place SchemaIndex::add_text(const std::string& uri, std::string_view text) {
  auto document = std::make_unique<SchemaDocument>();
  document->uri = uri;
  document->text = text;
  document->tape.read(document->text);
  return add(std::move(document));
}

Place SchemaIndex::add(std::unique_ptr<SchemaDocument> document) {
  const std::string uri = document->uri;
  plan_.documents.push_back(std::move(document));
  Place root{static_cast<uint32_t>(plan_.documents.size() - 1), 0, 0};
  root.resource = new_resource(uri, root, fallback_);
  scan(root, fallback_.draft);
  return {root.document, 0, resource_of_.at(node_key(root.document, 0))};
}

uint32_t SchemaIndex::new_resource(const std::string& uri, const Place& place, Dialect dialect) {
  const auto resource = static_cast<uint32_t>(facts_.size());
  facts_.push_back({dialect, {}, {}});
  plan_.resources.push_back({uri, place.document, place.node});
  by_uri_.emplace(uri, resource);
  return resource;
}

Dialect SchemaIndex::dialect_of(std::string_view schema_uri, const Place& at) {
  const std::string uri = without_fragment(schema_uri);
  std::string_view rest = uri;
  if (rest.starts_with("https://")) rest.remove_prefix(8);
  if (rest.starts_with("http://")) rest.remove_prefix(7);
  const auto standard = [this](int draft) {
    return Dialect{draft, true, fallback_.format_assertion};
  };
  if (rest == "json-schema.org/draft-07/schema" || rest == "json-schema.org/draft-06/schema") {
    return standard(7);
  }
  if (rest == "json-schema.org/draft/2019-09/schema") return standard(2019);
  if (rest == "json-schema.org/draft/2020-12/schema" || rest == "json-schema.org/schema") {
    return standard(2020);
  }
  if (rest.starts_with("json-schema.org/draft-0")) {
    wrong(at.document, at.node, "drafts before 6 are not known: move the schema to 2020-12");
  }
  const Place meta = load(uri, &at);
  const base::JsonTape& tape = plan_.tape(meta.document);
  Dialect dialect = facts_[meta.resource].dialect;
  const uint32_t vocabulary = tape.member(meta.node, "$vocabulary");
  if (vocabulary == 0) return dialect;
  dialect.validation = dialect.format_assertion = false;
  for (uint32_t key = vocabulary + 1; key < tape[vocabulary].next; key = tape[key + 1].next) {
    const std::string_view name = tape[key].string();
    const std::string_view short_name = name.substr(name.rfind('/') + 1);
    const bool ours = name.starts_with("https://json-schema.org/draft/20");
    if (!ours && tape[key + 1].tag == base::TapeTag::yes) {
      wrong(at.document, at.node,
            "its metaschema needs the vocabulary " + std::string(name) + ", which is not known");
    }
    if (!ours) continue;
    if (short_name == "validation") dialect.validation = true;
    if (short_name == "format-assertion") dialect.format_assertion = true;
  }
  dialect.format_assertion = dialect.format_assertion || fallback_.format_assertion;
  return dialect;
}

// `place.resource` is the parent's resource; a schema with an $id becomes one of its own.
void SchemaIndex::scan(Place place, int draft) {
  const base::JsonTape& tape = plan_.tape(place.document);
  if (tape[place.node].tag != base::TapeTag::object) {
    resource_of_.emplace(node_key(place.document, place.node), place.resource);
    return;
  }
  const auto text = [&](std::string_view key) -> std::string_view {
    const uint32_t node = tape.member(place.node, key);
    return node != 0 && tape[node].tag == base::TapeTag::string ? tape[node].string()
                                                                : std::string_view();
  };
  std::string_view id = text("$id");
  const bool is_root = plan_.resources[place.resource].document == place.document &&
                       plan_.resources[place.resource].node == place.node;
  Dialect dialect = facts_[place.resource].dialect;
  if ((is_root || !id.empty()) && !text("$schema").empty()) {
    dialect = dialect_of(text("$schema"), place);
    draft = dialect.draft;
  }
  if (draft == 7 && tape.member(place.node, "$ref") != 0)
    id = {};  // its siblings count for nothing
  std::string anchor;
  if (!id.empty()) {
    const size_t hash = id.find('#');
    if (hash != std::string_view::npos) anchor = id.substr(hash + 1);
    const std::string_view own = id.substr(0, hash);
    if (!own.empty() || (hash != std::string_view::npos && anchor.empty() && is_root)) {
      const std::string uri = resolve_uri(plan_.resources[place.resource].uri, own);
      if (is_root) {
        by_uri_.emplace(uri, place.resource);
        plan_.resources[place.resource].uri = uri;
      } else {
        place.resource = new_resource(uri, place, dialect);
      }
    }
  }
  facts_[place.resource].dialect = dialect;
  ResourceFacts& facts = facts_[place.resource];
  if (draft == 7 && !anchor.empty()) facts.anchors.emplace(anchor, place.node);
  if (draft != 7) {
    if (const auto name = text("$anchor"); !name.empty()) {
      facts.anchors.emplace(name, place.node);
    }
    if (const auto name = text("$dynamicAnchor"); draft == 2020 && !name.empty()) {
      facts.anchors.emplace(name, place.node);
      facts.dynamic.emplace(name);
    }
    const uint32_t recursive = tape.member(place.node, "$recursiveAnchor");
    if (draft == 2019 && recursive != 0 && tape[recursive].tag == base::TapeTag::yes) {
      facts.anchors.emplace("", place.node);
      facts.dynamic.emplace("");
    }
  }
  resource_of_.emplace(node_key(place.document, place.node), place.resource);
  scan_children(place, draft);
}

void SchemaIndex::scan_children(const Place& place, int draft) {
  const base::JsonTape& tape = plan_.tape(place.document);
  using base::TapeTag;
  for (uint32_t key = place.node + 1; key < tape[place.node].next; key = tape[key + 1].next) {
    const std::string_view name = tape[key].string();
    const uint32_t value = key + 1;
    const TapeTag tag = tape[value].tag;
    if (tag == TapeTag::object && contains(kMaps, name)) {
      for (uint32_t at = value + 1; at < tape[value].next; at = tape[at + 1].next) {
        if (tape[at + 1].tag != TapeTag::array)
          scan({place.document, at + 1, place.resource}, draft);
      }
    } else if (tag == TapeTag::array && contains(kLists, name)) {
      for (uint32_t at = value + 1; at < tape[value].next; at = tape[at].next) {
        scan({place.document, at, place.resource}, draft);
      }
    } else if (contains(kSingles, name)) {
      scan({place.document, value, place.resource}, draft);
    }
  }
}

Place SchemaIndex::inside(const Place& parent, uint32_t node) {
  const auto found = resource_of_.find(node_key(parent.document, node));
  if (found != resource_of_.end()) return {parent.document, node, found->second};
  const Place place{parent.document, node, parent.resource};
  scan(place, facts_[parent.resource].dialect.draft);
  return {parent.document, node, resource_of_.at(node_key(parent.document, node))};
}

Place SchemaIndex::load(const std::string& uri, const Place* at) {
  if (const auto found = by_uri_.find(uri); found != by_uri_.end()) {
    const Resource& resource = plan_.resources[found->second];
    return {resource.document, resource.node, found->second};
  }
  if (const std::string_view text = metaschema_text(uri); !text.empty()) return add_text(uri, text);
  auto document = std::make_unique<SchemaDocument>();
  document->uri = uri;
  const SchemaTree tree = source_ ? source_(uri) : SchemaTree{};
  document->tree = tree.owner;
  if (document->tree == nullptr) {
    const std::string pointer = at == nullptr ? "" : plan_.tape(at->document).pointer_of(at->node);
    fail(Status::not_found,
         "the schema refers to %s%s%s, which is not among the documents given: nothing is ever "
         "fetched, so give it by its URI",
         uri.empty() ? "a document without a URI" : uri.c_str(), pointer.empty() ? "" : ", at ",
         pointer.c_str());
  }
  document->tape.read(tree.value);
  return add(std::move(document));
}

Place SchemaIndex::resolve(std::string_view reference, const Place& at) {
  const std::string uri = resolve_uri(plan_.resources[at.resource].uri, reference);
  const size_t hash = uri.find('#');
  const Place root = load(without_fragment(uri), &at);
  return hash == std::string::npos ? root : follow(root, uri.substr(hash + 1), at);
}

Place SchemaIndex::follow(Place from, std::string_view fragment, const Place& at) {
  std::string decoded;
  if (!percent_decode(fragment, decoded)) {
    wrong(at.document, at.node, "a % in the reference is not followed by two hexadecimal digits");
  }
  if (decoded.empty()) return from;
  const base::JsonTape& tape = plan_.tape(from.document);
  const std::string whole = "#" + decoded;
  if (decoded.front() != '/') {
    const auto found = facts_[from.resource].anchors.find(decoded);
    if (found == facts_[from.resource].anchors.end()) {
      wrong(at.document, at.node, "the reference leads nowhere: there is no anchor " + whole);
    }
    return {from.document, found->second, from.resource};
  }
  const base::JsonPointer pointer(decoded);
  for (const std::string& token : pointer.tokens()) {
    uint32_t next = tape.member(from.node, token);
    if (next == 0 && !token.empty() && token.size() < 10 &&
        token.find_first_not_of("0123456789") == std::string::npos) {
      next = tape.item(from.node, std::stoul(token));
    }
    if (next == 0) {
      wrong(at.document, at.node,
            "the reference leads nowhere: there is no \"" + token + "\" on the way to " + whole);
    }
    from.node = next;
    const auto known = resource_of_.find(node_key(from.document, next));
    if (known != resource_of_.end()) from.resource = known->second;
  }
  return inside(from, from.node);
}

}  // namespace weir::validate
