// SPDX-License-Identifier: Apache-2.0
// What a validation found.
//
// Threads: confined while findings are added, frozen afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "validate/rule.hpp"

namespace weir::validate {

// "/batch_size: 0 is not between 1 and 10000 (rule range; hint)".
std::string describe(const Finding& finding);

class Report {
 public:
  void add(Finding finding);
  void count_rule(bool passed) {
    ++rules_;
    if (!passed) ++failed_;
  }

  // A rule that was not asked, because the one it comes after did not hold.
  void add_skipped(std::string rule, std::string because);

  bool is_valid() const { return errors_ == 0; }
  size_t count() const { return findings_.size(); }
  size_t count(Severity severity) const;
  const Finding& at(size_t index) const { return findings_[index]; }

  // PASSED or FAILED with counts, then a line for each finding.
  std::string summary(bool colours = false) const;
  std::string json() const;

  // report_output.cpp. `source` names the text that was judged, for people and tools.
  std::string basic() const;     // JSON Schema's output format of that name
  std::string detailed() const;  // the same, nested
  std::string sarif(const std::string& source) const;

 private:
  struct Skipped {
    std::string rule, because;
  };
  std::vector<Skipped> skipped_;
  std::deque<Finding> findings_;  // a deque: texts that were lent stay where they are
  size_t errors_ = 0;
  size_t rules_ = 0;
  size_t failed_ = 0;
};

}  // namespace weir::validate
