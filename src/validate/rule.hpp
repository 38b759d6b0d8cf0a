// SPDX-License-Identifier: Apache-2.0
// A rule: one question to a configuration, and what it means when the answer is no.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/log.hpp"

namespace weir::validate {

using base::Json;
using base::JsonPointer;
using base::JsonType;
using base::JsonValue;
using Severity = base::Level;  // info, warning or error
// Not wrong, but could be better. Reports alone know it, so it is no level of the log's.
inline constexpr Severity kSuggestion = static_cast<Severity>(8);

// How thorough a validation is. A rule runs at its own level and every higher one, in this order;
// on demand is only run when it is asked for by name, or when a rule that runs comes after it.
enum class Level : uint32_t { fast = 1, standard, thorough, exhaustive, on_demand };

// One thing that a validation has to say.
struct Finding {
  Severity severity = Severity::error;
  std::string rule;
  std::string pointer;  // "" for the whole configuration
  std::string message;
  std::string hint;               // perhaps empty
  std::string schema;             // where a schema says so: URI, "#", pointer; else empty
  std::string schema_path;        // the way there, references included
  uint32_t line = 0, column = 0;  // in the text that was read, from 1; 0 when there was none
};

// What a check has to say. Its strings stay empty, and nothing is allocated, while all is well.
struct Complaint {
  std::string message;
  std::string hint;
  std::string pointer;            // when the check itself names the place
  std::vector<Finding> findings;  // when one check finds several things; then those count
};

// Threads: frozen; one check may be asked by many threads at once.
class Check {
 public:
  virtual ~Check() = default;

  // May throw: the rule then counts as failed, with the exception's text.
  virtual bool passes(const Json& config, Complaint& complaint) const = 0;

  // The place it looks at; NULL when it looks at the whole configuration.
  virtual const JsonPointer* place() const noexcept { return nullptr; }

  // Looks at nothing but the configuration, so that its verdict on the same text is always the
  // same.
  virtual bool is_pure() const noexcept { return true; }
};

// How long a rule took, in those runs that were timed.
struct History {
  std::atomic<uint64_t> runs{0}, failures{0}, total_ns{0}, max_ns{0};
};

struct Rule {
  std::string name;
  std::shared_ptr<const Check> check;
  Severity severity = Severity::error;
  Level level = Level::fast;
  std::string hint;                   // the rule's author's; else the check's own
  std::vector<std::string> after;     // names of rules that have to hold before this one is asked
  std::vector<std::string> profiles;  // it runs in these only; empty: in all
  uint64_t limit_ns = 0;              // one that takes longer has failed; 0: no limit
  uint64_t expected_ns = 0;           // how long it takes, before there is a history
  bool pure = false;                  // its author says so of a function
  std::shared_ptr<History> history = std::make_shared<History>();
};

// "batch_size" is a key of the top level, "/a/b" an RFC 6901 pointer, "" the whole configuration.
JsonPointer place_of(const char* field);

}  // namespace weir::validate
