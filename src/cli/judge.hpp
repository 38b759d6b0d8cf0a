// SPDX-License-Identifier: Apache-2.0
// One document judged by a schema, by rules, or by both, and what is said about it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "weir.hpp"

namespace weir::cli {

struct Verdict {
  bool valid = false;
  std::string text;                // for people, starts right after "file: "
  std::string json;                // `"report": {...}`, or `"error": "..."` when it is no JSON
  std::vector<std::string> sarif;  // the results, each a JSON object
};

class Judge {
 public:
  std::optional<Schema> schema;
  std::optional<Rules> rules;
  uint32_t level = 0;
  bool strict = false;
  bool explain = false;  // show the source line and the place in the schema
  bool colours = false;
  bool want_sarif = false;

  Verdict judge(const std::string& name, const std::string& text) const;
  // The short way: the verdict alone. No JSON is no valid document.
  bool holds(const std::string& text) const;

 private:
  void add(const Report& report, const std::string& name, const std::string& text,
           Verdict& verdict) const;
};

// A schema from a file. What it refers to is read from beside it; nothing comes from a network.
Schema read_schema(const std::string& path, bool formats, bool strict);

// The whole of a file, or of standard input for "-".
std::string read_text(const std::string& path);

}  // namespace weir::cli
