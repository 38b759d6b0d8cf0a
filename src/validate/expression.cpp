// SPDX-License-Identifier: Apache-2.0
#include "validate/expression.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/limits.hpp"
#include "validate/expression_node.hpp"

namespace weir::validate {
namespace {

using Node = Expression::Node;
using Verdict = Expression::Verdict;

struct Value {
  enum Kind : uint8_t { missing, null, boolean, number, text, tree } kind = missing;
  double real = 0;
  std::string_view words;
  JsonValue json;
};

Value of_number(double real) {
  if (!std::isfinite(real)) return {};  // divided by zero: nothing can be said
  return {Value::number, real, {}, {}};
}
Value of_truth(bool truth) {
  return {Value::boolean, truth ? 1.0 : 0.0, {}, {}};
}
Value of_json(JsonValue value) {
  if (!value) return {};
  switch (value.type()) {
    case JsonType::null:
      return {Value::null, 0, {}, {}};
    case JsonType::boolean:
      return of_truth(value.boolean());
    case JsonType::number:
      return of_number(value.number());
    case JsonType::string:
      return {Value::text, 0, value.string(), {}};
    default:
      return {Value::tree, 0, {}, value};
  }
}

struct Scene {
  JsonValue root, item;
};

Value value_of(const Node& node, const Scene& scene);

Value verdict_value(Verdict verdict) {
  return verdict == Verdict::undecided ? Value() : of_truth(verdict == Verdict::yes);
}
Verdict verdict_of(const Value& value) {
  if (value.kind != Value::boolean) return Verdict::undecided;
  return value.real != 0 ? Verdict::yes : Verdict::no;
}

// One side is enough when it is `enough`; else both have to be known.
Verdict combine(const Node& node, const Scene& scene, Verdict enough) {
  const Verdict left = verdict_of(value_of(node.kids[0], scene));
  if (left == enough) return left;
  const Verdict right = verdict_of(value_of(node.kids[1], scene));
  if (right == enough) return right;
  return left == Verdict::undecided ? left : right;
}

std::optional<bool> same(const Value& a, const Value& b) {
  if (a.kind == Value::missing || b.kind == Value::missing) return std::nullopt;
  if (a.kind == Value::tree || b.kind == Value::tree) return std::nullopt;
  if (a.kind != b.kind) return false;
  return a.kind == Value::text ? a.words == b.words : a.real == b.real;
}

Value compare(Op op, const Value& a, const Value& b) {
  if (op == Op::equal || op == Op::unequal) {
    const auto equal = same(a, b);
    return equal ? of_truth(*equal == (op == Op::equal)) : Value();
  }
  if (a.kind != b.kind || (a.kind != Value::number && a.kind != Value::text)) return {};
  const int order = a.kind == Value::text ? a.words.compare(b.words)
                    : a.real < b.real     ? -1
                                          : a.real > b.real;
  switch (op) {
    case Op::less:
      return of_truth(order < 0);
    case Op::at_most:
      return of_truth(order <= 0);
    case Op::more:
      return of_truth(order > 0);
    default:
      return of_truth(order >= 0);
  }
}

Value calculate(Op op, const Value& a, const Value& b) {
  if (a.kind != Value::number || b.kind != Value::number) return {};
  switch (op) {
    case Op::add:
      return of_number(a.real + b.real);
    case Op::subtract:
      return of_number(a.real - b.real);
    case Op::multiply:
      return of_number(a.real * b.real);
    case Op::divide:
      return of_number(a.real / b.real);
    default:
      return of_number(std::fmod(a.real, b.real));
  }
}

Value is_in(const Node& node, const Scene& scene) {
  const Value wanted = value_of(node.kids[0], scene);
  bool unsure = wanted.kind == Value::missing || wanted.kind == Value::tree;
  for (const Node& kid : node.kids[1].kids) {
    if (unsure) break;
    const auto equal = same(wanted, value_of(kid, scene));
    if (equal && *equal) return of_truth(true);
    unsure = unsure || !equal;
  }
  return unsure ? Value() : of_truth(false);
}

// min, max and sum: of the arguments, or of a list's items when it is the one argument.
Value gather(const Node& node, const Scene& scene) {
  double total = 0;
  size_t seen = 0;
  bool good = true;
  const auto take = [&](const Value& value) {
    if (value.kind != Value::number) {
      good = false;
    } else if (node.op == Op::sum || seen == 0) {
      total += value.real;
    } else {
      total = node.op == Op::least ? std::min(total, value.real) : std::max(total, value.real);
    }
    ++seen;
  };
  const Value first = value_of(node.kids[0], scene);
  if (node.kids.size() == 1 && first.kind == Value::tree) {
    if (first.json.count() == 0) return node.op == Op::sum ? of_number(0) : Value();
    for (JsonValue at = first.json.child(0); at && good; at = at.next()) take(of_json(at));
  } else {
    take(first);
    for (size_t i = 1; i < node.kids.size() && good; ++i) take(value_of(node.kids[i], scene));
  }
  return good ? of_number(total) : Value();
}

Value count_distinct(const Value& list) {
  if (list.kind != Value::tree) return {};
  std::vector<double> seen;
  for (JsonValue at = list.json.count() == 0 ? JsonValue() : list.json.child(0); at;
       at = at.next()) {
    if (!at.is(JsonType::number)) return {};
    seen.push_back(at.number());
  }
  std::sort(seen.begin(), seen.end());
  return of_number(static_cast<double>(std::unique(seen.begin(), seen.end()) - seen.begin()));
}

// The item of the list `values` that stands where `names` has the name.
Value look_up(const Node& node, const Scene& scene) {
  const Value names = value_of(node.kids[0], scene), name = value_of(node.kids[1], scene),
              values = value_of(node.kids[2], scene);
  if (names.kind != Value::tree || values.kind != Value::tree || names.json.count() == 0) return {};
  size_t index = 0;
  for (JsonValue at = names.json.child(0); at; at = at.next(), ++index) {
    if (same(of_json(at), name).value_or(false)) {
      return index < values.json.count() ? of_json(values.json.child(index)) : Value();
    }
  }
  return {};
}

Value value_of(const Node& node, const Scene& scene) {
  const auto kid = [&](size_t index) { return value_of(node.kids[index], scene); };
  switch (node.op) {
    case Op::number:
      return of_number(node.number);
    case Op::text:
      return {Value::text, 0, node.text, {}};
    case Op::truth:
      return of_truth(node.number != 0);
    case Op::null:
      return {Value::null, 0, {}, {}};
    case Op::path:
      return of_json(node.path.find(node.from_item ? scene.item : scene.root));
    case Op::logic_not: {
      const Verdict inner = verdict_of(kid(0));
      return inner == Verdict::undecided ? Value() : of_truth(inner == Verdict::no);
    }
    case Op::logic_and:
      return verdict_value(combine(node, scene, Verdict::no));
    case Op::logic_or:
      return verdict_value(combine(node, scene, Verdict::yes));
    case Op::in:
      return is_in(node, scene);
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::remainder:
      return calculate(node.op, kid(0), kid(1));
    case Op::negate:
      return calculate(Op::subtract, of_number(0), kid(0));
    case Op::exists:
      return of_truth(kid(0).kind != Value::missing);
    case Op::absolute: {
      const Value inner = kid(0);
      return inner.kind == Value::number ? of_number(std::fabs(inner.real)) : Value();
    }
    case Op::least:
    case Op::most:
    case Op::sum:
      return gather(node, scene);
    case Op::count: {
      const Value inner = kid(0);
      return inner.kind == Value::tree ? of_number(static_cast<double>(inner.json.count()))
                                       : Value();
    }
    case Op::distinct:
      return count_distinct(kid(0));
    case Op::lookup:
      return look_up(node, scene);
    case Op::cpus:
      return of_number(node.number);
    case Op::list:
      return {};
    default:
      return compare(node.op, kid(0), kid(1));
  }
}

const Node* first_path(const Node& node) {
  if (node.op == Op::path && !node.from_item) return &node;
  for (const Node& kid : node.kids) {
    if (const Node* found = first_path(kid)) return found;
  }
  return nullptr;
}

void tell_values(const Node& node, const Scene& scene, std::string& text) {
  if (node.op == Op::path && text.size() < 256) {
    const JsonValue value = node.path.find(node.from_item ? scene.item : scene.root);
    const std::string told = value ? node.text + " is " + brief(value) : "";
    if (value && text.find(told) == std::string::npos) text += (text.empty() ? "" : ", ") + told;
  }
  for (const Node& kid : node.kids) tell_values(kid, scene, text);
}

void count_cpus(Node& node) {
  if (node.op == Op::cpus) node.number = base::usable_cpus();
  for (Node& kid : node.kids) count_cpus(kid);
}

}  // namespace

Expression::Expression(std::string_view text) : text_(text) {
  Node root = parse_expression(text_);
  count_cpus(root);
  root_ = std::make_unique<const Node>(std::move(root));
}
Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;

Verdict Expression::ask(JsonValue root, JsonValue item) const {
  return verdict_of(value_of(*root_, {root, item}));
}

std::string Expression::values(JsonValue root, JsonValue item) const {
  std::string text;
  tell_values(*root_, {root, item}, text);
  return text;
}

const JsonPointer& Expression::place() const noexcept {
  const Node* const path = first_path(*root_);
  return path != nullptr ? path->path : root_->path;
}

}  // namespace weir::validate
