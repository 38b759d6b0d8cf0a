// SPDX-License-Identifier: Apache-2.0
// A small language for what one rule says about several values:
//
//   optimization.vi.n_iterations <= 5 * optimization.mcmc.n_samples
//   mode == "laminar_flow" and count(angles) >= 3
//   not exists(cache.ttl) or cache.ttl in [60, 3600]
//
// A name is a path from the root, `item` the item that `each` is at, at("/a-b/0") a pointer for
// keys that are no names. Functions: exists, abs, min, max, sum, count, distinct, lookup(names,
// "D0", values), cpus().
//
// An expression that meets something missing, or asks what makes no sense (is a text < 3?), is
// undecided; `and` and `or` decide where one side is enough. Numbers are compared as doubles.
//
// Threads: frozen; asking allocates nothing but in distinct().
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "validate/checks.hpp"

namespace weir::validate {

class Expression {
 public:
  enum class Verdict : uint8_t { no, yes, undecided };

  // Error(invalid), with the character where it goes wrong.
  explicit Expression(std::string_view text);
  ~Expression();
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;

  Verdict ask(JsonValue root, JsonValue item) const;
  // "n is 3, m is 7": the values of the names in it, for people. Names that are missing are left
  // out.
  std::string values(JsonValue root, JsonValue item) const;
  const std::string& text() const noexcept { return text_; }
  // The first name in it, as a place from the root; the root itself when there is none.
  const JsonPointer& place() const noexcept;

  struct Node;

 private:
  std::string text_;
  std::unique_ptr<const Node> root_;
};

// The expression holds, or is undecided. `message` may be empty: then it is the expression itself.
CheckPtr holds(JsonPointer place, Expression expression, std::string message);
// The same for each item of the list at `place`, or each member of the object there.
CheckPtr holds_for_each(JsonPointer place, Expression expression, std::string message);
// The check, asked only where the condition holds.
CheckPtr only_when(Expression condition, CheckPtr check);

}  // namespace weir::validate
