// SPDX-License-Identifier: Apache-2.0
#include "validate/custom.hpp"

#include "base/status.hpp"

namespace weir::validate {
namespace {

class Custom final : public Check {
 public:
  explicit Custom(CustomFn fn) : fn_(std::move(fn)) {}

  bool passes(const Json& config, Complaint& complaint) const override {
    Sink sink(complaint);
    const int32_t answer = fn_(config, sink);
    if (answer > 0) return true;
    if (answer < 0) {
      const std::string failed =
          format_text("the rule itself failed with %d (%s)", answer, status_name(answer));
      complaint.message = complaint.message.empty() ? failed : failed + ": " + complaint.message;
    } else if (complaint.message.empty()) {
      complaint.message = "does not hold";
    }
    return false;
  }

 private:
  CustomFn fn_;
};

}  // namespace

std::unique_ptr<const Check> custom(CustomFn fn) {
  return std::make_unique<Custom>(std::move(fn));
}

}  // namespace weir::validate
