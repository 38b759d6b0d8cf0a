// SPDX-License-Identifier: Apache-2.0
#include "validate/checks.hpp"

#include <cmath>
#include <vector>

#include "base/json_number.hpp"
#include "base/json_write.hpp"
#include "base/nearest.hpp"
#include "base/status.hpp"
#include "base/utf8.hpp"
#include "validate/place_check.hpp"

namespace weir::validate {
namespace {

std::string number_text(double value) {
  std::string text;
  base::append_number(text, value);
  return text;
}

class Required final : public Check {
 public:
  explicit Required(JsonPointer place) : place_(std::move(place)) {}
  const JsonPointer* place() const noexcept override { return &place_; }

  bool passes(const Json& config, Complaint& complaint) const override {
    if (place_.find(config.root())) return true;
    complaint.message = "is required and missing";
    complaint.hint = "add it";
    const JsonValue parent = place_.find_parent(config.root());
    if (!parent.is(JsonType::object)) return false;
    base::Nearest nearest(place_.tokens().back());
    for (auto child = parent.child(0); child; child = child.next()) nearest.offer(child.key());
    if (nearest) complaint.hint = "add it, or rename \"" + nearest.name() + "\" to it";
    return false;
  }

 private:
  JsonPointer place_;
};

class Range final : public PlaceCheck {
 public:
  Range(JsonPointer place, double low, double high, bool above_low)
      : PlaceCheck(std::move(place)), low_(low), high_(high), above_low_(above_low) {}

 private:
  bool holds(JsonValue value, Complaint& complaint) const override {
    if (value.is(JsonType::number)) {
      const int from_low = value.compare(low_);
      if ((above_low_ ? from_low > 0 : from_low >= 0) && value.compare(high_) <= 0) return true;
      complaint.message = brief(value) + " is not " + words();
      return false;
    }
    complaint.message = brief(value) + " is not a number (" + words() + ")";
    return false;
  }

  std::string words() const {
    if (std::isinf(high_) && std::isinf(low_)) return "any";
    if (std::isinf(high_)) return (above_low_ ? "above " : "at least ") + number_text(low_);
    if (std::isinf(low_)) return "at most " + number_text(high_);
    if (above_low_) return "above " + number_text(low_) + " and at most " + number_text(high_);
    return "between " + number_text(low_) + " and " + number_text(high_);
  }

  double low_, high_;
  bool above_low_;
};

class Type final : public PlaceCheck {
 public:
  Type(JsonPointer place, uint32_t allowed) : PlaceCheck(std::move(place)), allowed_(allowed) {}

 private:
  bool holds(JsonValue value, Complaint& complaint) const override {
    if ((allowed_ & 1u << static_cast<uint32_t>(value.type())) != 0) return true;
    if ((allowed_ & kInteger) != 0 && value.is(JsonType::number) && value.is_whole()) return true;
    std::vector<const char*> names;
    for (uint32_t bit = 1; bit <= 6; ++bit) {
      if ((allowed_ & 1u << bit) != 0) names.push_back(base::describe(static_cast<JsonType>(bit)));
    }
    if ((allowed_ & kInteger) != 0) names.push_back("a whole number");
    complaint.message = brief(value) + " is not ";
    for (size_t i = 0; i < names.size(); ++i) {
      if (i > 0) complaint.message += i + 1 < names.size() ? ", " : " or ";
      complaint.message += names[i];
    }
    return false;
  }

  uint32_t allowed_;
};

class Choice final : public PlaceCheck {
 public:
  Choice(JsonPointer place, std::span<const char* const> choices)
      : PlaceCheck(std::move(place)), choices_(choices.begin(), choices.end()) {}

 private:
  bool holds(JsonValue value, Complaint& complaint) const override {
    if (value.is(JsonType::string)) {
      for (const std::string& choice : choices_) {
        if (value.string() == choice) return true;
      }
    }
    complaint.message = brief(value) + " is not one of ";
    for (size_t i = 0; i < choices_.size(); ++i) {
      complaint.message.append(i > 0 ? ", " : "").append(choices_[i]);
    }
    if (!value.is(JsonType::string)) return false;
    base::Nearest nearest(value.string());
    for (const std::string& choice : choices_) nearest.offer(choice);
    if (nearest) complaint.hint = "did you mean \"" + nearest.name() + "\"?";
    return false;
  }

  std::vector<std::string> choices_;
};

}  // namespace

JsonPointer place_of(const char* field) {
  return field[0] == '\0' || field[0] == '/' ? JsonPointer(field) : JsonPointer::of_key(field);
}

std::string brief(JsonValue value) {
  if (value.is(JsonType::array) || value.is(JsonType::object)) return base::describe(value.type());
  std::string text = base::write_json(value);
  return text.size() <= 64 ? text : base::valid_utf8_head(text, 61) + "...";
}

CheckPtr required(JsonPointer place) {
  return std::make_unique<Required>(std::move(place));
}

CheckPtr range(JsonPointer place, double low, double high, bool above_low) {
  if (!(low <= high)) {
    fail(Status::invalid, "a range from %g to %g holds no number: give low <= high", low, high);
  }
  return std::make_unique<Range>(std::move(place), low, high, above_low);
}

CheckPtr type(JsonPointer place, uint32_t allowed) {
  if (allowed == 0 || (allowed & ~0xFEu) != 0) {
    fail(Status::invalid, "allowed is 0x%X: give one or more of WEIR_ALLOW_*", allowed);
  }
  return std::make_unique<Type>(std::move(place), allowed);
}

CheckPtr choice(JsonPointer place, std::span<const char* const> choices) {
  if (choices.empty()) fail(Status::invalid, "there is no choice: give one or more");
  return std::make_unique<Choice>(std::move(place), choices);
}

CheckPtr lod() {
  static constexpr const char* levels[] = {"LOD2", "LOD3", "ASPRS", "MINIMAL", "FULL"};
  return choice(JsonPointer::of_key("lod_level"), levels);
}

CheckPtr gpu() {
  return range(JsonPointer::of_key("gpu_memory_fraction"), 0, 1, true);
}

}  // namespace weir::validate
