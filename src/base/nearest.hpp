// SPDX-License-Identifier: Apache-2.0
// "Did you mean ...?": of the names offered, the one that a slip of the hand is nearest to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace weir::base {

// How many letters were left out, added, changed or swapped with a neighbour; letters that differ
// only in case count as half of one. The answer is in half letters, so that it stays whole. No name
// of kilobytes is worth comparing: `b` has at most kLongestName letters. From `limit` on the answer
// is `limit`, which most comparisons find out early.
constexpr size_t kLongestName = 128;
size_t slips(std::string_view a, std::string_view b, size_t limit);

class Nearest {
 public:
  explicit Nearest(std::string_view wanted)
      : wanted_(wanted), best_(2 * (1 + wanted.size() / 4) + 1) {}

  void offer(std::string_view name) {
    const size_t longer = std::max(name.size(), wanted_.size());
    const size_t shorter = std::min(name.size(), wanted_.size());
    if (longer > kLongestName || 2 * (longer - shorter) >= best_) return;
    const size_t distance = slips(wanted_, name, best_);
    if (distance >= best_) return;
    best_ = distance;
    name_ = name;
  }
  explicit operator bool() const { return !name_.empty(); }
  const std::string& name() const { return name_; }

 private:
  std::string_view wanted_;
  size_t best_;  // to be below
  std::string name_;
};

}  // namespace weir::base
