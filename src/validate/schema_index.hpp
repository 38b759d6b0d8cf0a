// SPDX-License-Identifier: Apache-2.0
// Which schema is meant by a reference: documents, the resources ($id) in them, their anchors, and
// the way along a pointer. Documents that are not there are asked for, never fetched.
//
// Threads: confined to the compiler that owns it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "validate/schema_plan.hpp"

namespace weir::validate {

// A schema in a tree, and what keeps it alive; NULL when there is none.
struct SchemaTree {
  std::shared_ptr<const base::Json> owner;
  base::JsonValue value;
};

// Gives the document of a URI, or nothing when it is not known. May throw.
using SchemaSource = std::function<SchemaTree(const std::string& uri)>;

struct Dialect {
  int draft = 2020;  // 7, 2019 or 2020
  bool validation = true;
  bool format_assertion = false;
};

// A schema in a document, and the resource whose URI its references start from.
struct Place {
  uint32_t document = 0, node = 0, resource = 0;
};

struct ResourceFacts {
  Dialect dialect;
  std::map<std::string, uint32_t, std::less<>> anchors;  // name to node
  std::set<std::string, std::less<>> dynamic;            // those that are $dynamicAnchor
};

class SchemaIndex {
 public:
  SchemaIndex(SchemaPlan& plan, SchemaSource source, Dialect fallback)
      : plan_(plan), source_(std::move(source)), fallback_(fallback) {}

  Place add_text(const std::string& uri, std::string_view text);

  // Where `reference` leads from a resource; `at` is the reference itself, for complaints.
  Place resolve(std::string_view reference, const Place& at);

  // The place of a node that is a schema inside another schema.
  Place inside(const Place& parent, uint32_t node);

  const ResourceFacts& facts(uint32_t resource) const { return facts_[resource]; }
  size_t resources() const { return facts_.size(); }

  // Error(invalid) that starts with the place of the node.
  [[noreturn]] void wrong(uint32_t document, uint32_t node, const std::string& what) const;

 private:
  Place add(std::unique_ptr<SchemaDocument> document);
  Place load(const std::string& uri, const Place* at);
  void scan(Place place, int draft);
  void scan_children(const Place& place, int draft);
  uint32_t new_resource(const std::string& uri, const Place& place, Dialect dialect);
  Dialect dialect_of(std::string_view schema_uri, const Place& at);
  Place follow(Place from, std::string_view fragment, const Place& at);

  SchemaPlan& plan_;
  SchemaSource source_;
  Dialect fallback_;
  std::vector<ResourceFacts> facts_;
  std::map<std::string, uint32_t, std::less<>> by_uri_;  // to resource
  std::unordered_map<uint64_t, uint32_t> resource_of_;   // scanned nodes
};

// The text of a metaschema of the standard, or empty.
std::string_view metaschema_text(std::string_view uri);

}  // namespace weir::validate
