// SPDX-License-Identifier: Apache-2.0
// "Did you mean ...?": of the names offered, the one that a slip of the hand is nearest to.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::validate {

// How many letters were left out, added, changed or swapped with a neighbour; letters that differ
// only in case count as half of one. The answer is in half letters, so that it stays whole.
size_t slips(std::string_view a, std::string_view b);

class Nearest {
 public:
  explicit Nearest(std::string_view wanted)
      : wanted_(wanted), best_(2 * (1 + wanted.size() / 4) + 1) {}

  void offer(std::string_view name) {
    // No word of very different length is near, and no name of kilobytes is worth the comparison.
    if (name.size() > 128 || wanted_.size() > 128) return;
    const size_t distance = slips(wanted_, name);
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

}  // namespace weir::validate
