// SPDX-License-Identifier: Apache-2.0
#include "validate/custom.hpp"

#include <cstdint>
#include <string_view>

#include "base/status.hpp"

namespace weir::validate {
namespace {

class Custom final : public Check {
 public:
  explicit Custom(CustomFn fn) : fn_(std::move(fn)) {}
  bool is_pure() const noexcept override { return false; }

  bool passes(const Json& config, Complaint& complaint) const override {
    Sink sink(complaint);
    const int32_t answer = fn_(config, sink);
    if (answer > 0) return true;
    if (answer < 0) {
      std::string failed = format_text("the rule itself failed with %d", answer);
      const std::string_view name = status_name(answer);
      if (name != status_name(INT32_MIN)) failed += format_text(" (%s)", name.data());
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
