// SPDX-License-Identifier: Apache-2.0
// Rules made of expressions.
#include "validate/expression.hpp"

namespace weir::validate {
namespace {

using Verdict = Expression::Verdict;

std::string told(const Expression& expression, const std::string& message, JsonValue root,
                 JsonValue item) {
  const std::string values = expression.values(root, item);
  std::string text = message.empty() ? "does not hold: " + expression.text() : message;
  return values.empty() ? text : text + " (" + values + ")";
}

class Holds final : public Check {
 public:
  Holds(JsonPointer place, Expression expression, std::string message)
      : place_(std::move(place)),
        expression_(std::move(expression)),
        message_(std::move(message)) {}

  bool passes(const Json& config, Complaint& complaint) const override {
    if (expression_.ask(config.root(), {}) != Verdict::no) return true;
    complaint.message = told(expression_, message_, config.root(), {});
    return false;
  }
  const JsonPointer* place() const noexcept override { return &place_; }

 private:
  JsonPointer place_;
  Expression expression_;
  std::string message_;
};

class HoldsForEach final : public Check {
 public:
  HoldsForEach(JsonPointer place, Expression expression, std::string message)
      : place_(std::move(place)),
        expression_(std::move(expression)),
        message_(std::move(message)) {}

  bool passes(const Json& config, Complaint& complaint) const override {
    const JsonValue list = place_.find(config.root());
    const bool object = list.is(JsonType::object);
    if ((!object && !list.is(JsonType::array)) || list.count() == 0) return true;
    size_t index = 0;
    for (JsonValue item = list.child(0); item; item = item.next(), ++index) {
      if (expression_.ask(config.root(), item) != Verdict::no) continue;
      Finding finding;
      finding.pointer = place_.text();
      base::append_token(finding.pointer, object ? std::string(item.key()) : std::to_string(index));
      finding.message = told(expression_, message_, config.root(), item);
      complaint.findings.push_back(std::move(finding));
    }
    return complaint.findings.empty();
  }
  const JsonPointer* place() const noexcept override { return &place_; }

 private:
  JsonPointer place_;
  Expression expression_;
  std::string message_;
};

class OnlyWhen final : public Check {
 public:
  OnlyWhen(Expression condition, CheckPtr check)
      : condition_(std::move(condition)), check_(std::move(check)) {}

  bool passes(const Json& config, Complaint& complaint) const override {
    return condition_.ask(config.root(), {}) != Verdict::yes || check_->passes(config, complaint);
  }
  const JsonPointer* place() const noexcept override { return check_->place(); }
  bool is_pure() const noexcept override { return check_->is_pure(); }

 private:
  Expression condition_;
  CheckPtr check_;
};

}  // namespace

CheckPtr holds(JsonPointer place, Expression expression, std::string message) {
  return std::make_unique<Holds>(std::move(place), std::move(expression), std::move(message));
}

CheckPtr holds_for_each(JsonPointer place, Expression expression, std::string message) {
  return std::make_unique<HoldsForEach>(std::move(place), std::move(expression),
                                        std::move(message));
}

CheckPtr only_when(Expression condition, CheckPtr check) {
  return std::make_unique<OnlyWhen>(std::move(condition), std::move(check));
}

}  // namespace weir::validate
