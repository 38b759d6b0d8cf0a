// SPDX-License-Identifier: Apache-2.0
// From text to tree, by recursive descent: or, and, not, comparison, sum, product, sign, operand.
#include <cstdlib>

#include "base/limits.hpp"
#include "base/nearest.hpp"
#include "base/status.hpp"
#include "base/utf8.hpp"
#include "validate/expression_node.hpp"

namespace weir::validate {
namespace {

using Node = Expression::Node;

struct Function {
  const char* name;
  Op op;
  size_t least, most;  // arguments
};
constexpr size_t kMany = 16;
constexpr Function kFunctions[] = {
    {"exists", Op::exists, 1, 1},     {"abs", Op::absolute, 1, 1},  {"min", Op::least, 1, kMany},
    {"max", Op::most, 1, kMany},      {"sum", Op::sum, 1, kMany},   {"count", Op::count, 1, 1},
    {"distinct", Op::distinct, 1, 1}, {"lookup", Op::lookup, 3, 3}, {"cpus", Op::cpus, 0, 0}};

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Node whole() {
    Node node = either();
    if (at_ < text_.size()) wrong("this is one too many");
    return node;
  }

 private:
  static constexpr int kMaxDepth = 64;

  [[noreturn]] void wrong(const std::string& what) const {
    const std::string shown =
        text_.size() <= 120 ? std::string(text_) : base::valid_utf8_head(text_, 117) + "...";
    fail(Status::invalid, "expression \"%s\", character %zu: %s", shown.c_str(), at_ + 1,
         what.c_str());
  }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) {
      ++at_;
    }
  }
  bool take(std::string_view sign) {
    skip_space();
    if (text_.substr(at_, sign.size()) != sign) return false;
    const size_t end = at_ + sign.size();
    if (is_name_start(sign[0]) && end < text_.size() &&
        (is_name_start(text_[end]) || is_digit(text_[end]))) {
      return false;
    }
    at_ = end;
    return true;
  }
  void need(std::string_view sign) {
    if (!take(sign)) wrong("\"" + std::string(sign) + "\" is missing here");
  }
  static Node join(Op op, Node left, Node right) {
    Node node;
    node.op = op;
    node.kids.reserve(2);
    node.kids.push_back(std::move(left));
    node.kids.push_back(std::move(right));
    return node;
  }

  Node either() {
    if (++depth_ > kMaxDepth) wrong("it is nested too deeply");
    Node node = both();
    while (take("or")) node = join(Op::logic_or, std::move(node), both());
    --depth_;
    return node;
  }
  Node both() {
    Node node = negation();
    while (take("and")) node = join(Op::logic_and, std::move(node), negation());
    return node;
  }
  Node negation() {
    bool inverted = false;
    while (take("not")) inverted = !inverted;
    Node inner = comparison();
    if (!inverted) return inner;
    Node node;
    node.op = Op::logic_not;
    node.kids.push_back(std::move(inner));
    return node;
  }
  Node comparison() {
    Node left = total();
    static constexpr struct {
      const char* sign;
      Op op;
    } kSigns[] = {{"==", Op::equal},    {"!=", Op::unequal}, {"<=", Op::at_most},
                  {">=", Op::at_least}, {"<", Op::less},     {">", Op::more}};
    for (const auto& [sign, op] : kSigns) {
      if (take(sign)) return join(op, std::move(left), total());
    }
    if (take("=")) wrong("write == to compare");
    if (!take("in")) return left;
    need("[");
    Node list;
    list.op = Op::list;
    do list.kids.push_back(total());
    while (take(","));
    need("]");
    return join(Op::in, std::move(left), std::move(list));
  }
  Node total() {
    Node node = product();
    for (;;) {
      if (take("+")) {
        node = join(Op::add, std::move(node), product());
      } else if (take("-")) {
        node = join(Op::subtract, std::move(node), product());
      } else {
        return node;
      }
    }
  }
  Node product() {
    Node node = sign();
    for (;;) {
      if (take("*")) {
        node = join(Op::multiply, std::move(node), sign());
      } else if (take("/")) {
        node = join(Op::divide, std::move(node), sign());
      } else if (take("%")) {
        node = join(Op::remainder, std::move(node), sign());
      } else {
        return node;
      }
    }
  }
  Node sign() {
    bool negative = false;
    while (take("-")) negative = !negative;
    Node inner = operand();
    if (!negative) return inner;
    Node node;
    node.op = Op::negate;
    node.kids.push_back(std::move(inner));
    return node;
  }

  Node operand() {
    skip_space();
    Node node;
    if (at_ == text_.size()) wrong("a value is missing here");
    const char c = text_[at_];
    if (take("(")) {
      node = either();
      need(")");
      return node;
    }
    if (c == '"' || c == '\'') {
      node.op = Op::text;
      node.text = quoted();
      return node;
    }
    if (is_digit(c)) {
      const std::string rest(text_.substr(at_, 64));  // strtod wants its end
      char* end = nullptr;
      node.op = Op::number;
      node.number = std::strtod(rest.c_str(), &end);
      at_ += static_cast<size_t>(end - rest.c_str());
      return node;
    }
    if (take("true") || take("false")) {
      node.op = Op::truth;
      node.number = c == 't' ? 1 : 0;
      return node;
    }
    if (take("null")) return node;
    if (!is_name_start(c)) wrong("a value is missing here");
    const size_t start = at_;
    const std::string name = word();
    const size_t end = at_;
    if (take("(")) return call(name, start);
    at_ = end;  // without the space that was skipped
    return path(name, start);
  }

  std::string word() {
    const size_t start = at_;
    while (at_ < text_.size() && (is_name_start(text_[at_]) || is_digit(text_[at_]))) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }
  std::string quoted() {
    const char mark = text_[at_];
    const size_t end = text_.find(mark, at_ + 1);
    if (end == std::string_view::npos) wrong("this text has no end");
    const std::string inside(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return inside;
  }

  Node path(const std::string& first, size_t start) {
    Node node;
    node.op = Op::path;
    node.from_item = first == "item";
    std::string pointer;
    if (!node.from_item) base::append_token(pointer, first);
    while (at_ < text_.size()) {
      if (text_[at_] == '.') {
        ++at_;
        if (at_ == text_.size() || !is_name_start(text_[at_])) wrong("a name is missing here");
        base::append_token(pointer, word());
      } else if (text_[at_] == '[') {
        ++at_;
        const std::string index = word();
        if (index.empty() || index.find_first_not_of("0123456789") != std::string::npos) {
          wrong("a place in a list is a number");
        }
        base::append_token(pointer, index);
        need("]");
      } else {
        break;
      }
    }
    node.text = text_.substr(start, at_ - start);
    node.path = JsonPointer(pointer);
    return node;
  }

  Node call(const std::string& name, size_t start) {
    if (name == "at") {
      skip_space();
      if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) {
        wrong("at() takes a pointer such as \"/cache/ttl-ns\"");
      }
      Node node;
      node.op = Op::path;
      node.text = quoted();
      node.path = JsonPointer(node.text);
      need(")");
      return node;
    }
    base::Nearest nearest(name);
    for (const Function& function : kFunctions) {
      nearest.offer(function.name);
      if (name != function.name) continue;
      Node node;
      node.op = function.op;
      if (!take(")")) {
        do node.kids.push_back(either());
        while (take(","));
        need(")");
      }
      if (node.kids.size() < function.least || node.kids.size() > function.most) {
        wrong(name + "() takes " + std::to_string(function.least) +
              (function.least == function.most ? " arguments" : " or more, at most 16, arguments"));
      }
      if (node.op == Op::exists && node.kids[0].op != Op::path) wrong("exists() takes a name");
      return node;
    }
    at_ = start;
    wrong("there is no function " + name +
          (nearest ? ": did you mean " + nearest.name() + "?" : ""));
  }

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Expression::Node parse_expression(std::string_view text) {
  return Parser(text).whole();
}

}  // namespace weir::validate
