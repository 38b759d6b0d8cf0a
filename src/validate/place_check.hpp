// SPDX-License-Identifier: Apache-2.0
// What every check of one place shares: absent passes.
#pragma once

#include <utility>

#include "validate/rule.hpp"

namespace weir::validate {

class PlaceCheck : public Check {
 public:
  explicit PlaceCheck(JsonPointer place) : place_(std::move(place)) {}

  bool passes(const Json& config, Complaint& complaint) const override {
    const JsonValue value = place_.find(config.root());
    return !value || holds(value, complaint);
  }
  const JsonPointer* place() const noexcept override { return &place_; }

 private:
  virtual bool holds(JsonValue value, Complaint& complaint) const = 0;

  JsonPointer place_;
};

}  // namespace weir::validate
