// SPDX-License-Identifier: Apache-2.0
#include "validate/schema.hpp"

#include <utility>

#include "validate/place_check.hpp"
#include "validate/schema_shape.hpp"

namespace weir::validate {

// One call's tape and evaluator: an idle one, or a new one when more threads ask than slots are.
class Schema::Lease {
 public:
  explicit Lease(const Schema& schema) : schema_(schema) {
    for (auto& slot : schema.idle_) {
      mine_.reset(slot.exchange(nullptr, std::memory_order_acquire));
      if (mine_ != nullptr) return;
    }
    mine_ = std::make_unique<Scratch>(*schema.plan_);
  }
  ~Lease() {
    // What one huge document needed is not kept for ever.
    if (mine_->tape.size() > kMostKept) return;
    for (auto& slot : schema_.idle_) {
      Scratch* none = nullptr;
      if (!slot.compare_exchange_strong(none, mine_.get(), std::memory_order_release,
                                        std::memory_order_relaxed)) {
        continue;
      }
      static_cast<void>(mine_.release());
      return;
    }
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  Scratch* operator->() const { return mine_.get(); }
  Scratch& operator*() const { return *mine_; }

 private:
  static constexpr size_t kMostKept = 1u << 16;

  const Schema& schema_;
  std::unique_ptr<Scratch> mine_;
};

Schema::Schema(std::unique_ptr<const SchemaPlan> plan, size_t most_findings)
    : plan_(std::move(plan)), most_findings_(most_findings) {}

Schema::~Schema() {
  for (auto& slot : idle_) delete slot.load(std::memory_order_acquire);
}

std::shared_ptr<const Schema> Schema::compile(std::string_view text, const SchemaOptions& options,
                                              size_t most_findings) {
  return std::shared_ptr<const Schema>(new Schema(compile_schema(text, options), most_findings));
}

std::string Schema::shape() const {
  return shape_of(*plan_);
}

bool Schema::check(std::string_view text) const {
  const Lease lease(*this);
  lease->tape.read(text);
  return lease->evaluator.holds(lease->tape);
}

bool Schema::check(base::JsonValue value) const {
  const Lease lease(*this);
  lease->tape.read(value);
  return lease->evaluator.holds(lease->tape);
}

Report Schema::validate(std::string_view text) const {
  const Lease lease(*this);
  lease->tape.read(text);
  Report report;
  const bool holds = lease->evaluator.holds(lease->tape);
  report.count_rule(holds);
  if (holds) return report;
  std::vector<Finding> findings;
  gather(*lease, "", findings);
  for (Finding& finding : findings) report.add(std::move(finding));
  return report;
}

bool Schema::explain(base::JsonValue value, const std::string& at,
                     std::vector<Finding>& findings) const {
  const Lease lease(*this);
  lease->tape.read(value);
  if (lease->evaluator.holds(lease->tape)) return true;
  gather(*lease, at, findings);
  return false;
}

void Schema::gather(Scratch& scratch, const std::string& at, std::vector<Finding>& findings) const {
  for (SchemaFault& fault : scratch.evaluator.explain(scratch.tape, most_findings_)) {
    Finding finding;
    finding.rule = fault.keyword;
    finding.pointer = at + scratch.tape.pointer_of(fault.node);
    finding.message = std::move(fault.message);
    finding.hint = std::move(fault.hint);
    finding.schema = std::move(fault.schema_place);
    finding.schema_path = std::move(fault.keyword_path);
    if (scratch.tape.has_places()) {
      // An unknown member is wrong where its name stands.
      const uint32_t shown = fault.unknown_member ? fault.node - 1 : fault.node;
      const base::TextPlace place = scratch.tape.place_of(shown);
      finding.line = static_cast<uint32_t>(place.line);
      finding.column = static_cast<uint32_t>(place.column);
    }
    findings.push_back(std::move(finding));
  }
}

namespace {

class SchemaCheck final : public PlaceCheck {
 public:
  SchemaCheck(JsonPointer place, std::shared_ptr<const Schema> schema)
      : PlaceCheck(std::move(place)), schema_(std::move(schema)) {}

 private:
  bool holds(JsonValue value, Complaint& complaint) const override {
    if (schema_->explain(value, place()->text(), complaint.findings)) return true;
    complaint.message = "it does not fit its schema";
    return false;
  }

  std::shared_ptr<const Schema> schema_;
};

}  // namespace

std::unique_ptr<const Check> schema_check(JsonPointer place, std::shared_ptr<const Schema> schema) {
  return std::make_unique<SchemaCheck>(std::move(place), std::move(schema));
}

}  // namespace weir::validate
