// SPDX-License-Identifier: Apache-2.0
// What the room's tests are built on: a context, and points that are easy to reason about.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "memory/budget.hpp"
#include "points/context.hpp"
#include "points/scene.hpp"

namespace weir::test {

// Helpers, a budget, and the context that uses them.
struct Room {
  explicit Room(unsigned helpers = 1, uint64_t budget_bytes = uint64_t{1} << 32)
      : pool(helpers), budget(std::make_shared<memory::Budget>(budget_bytes)) {}
  points::Context context(work::Control* control = nullptr) { return {pool, *budget, control}; }

  work::Pool pool;
  std::shared_ptr<memory::Budget> budget;
};

inline std::vector<double> random_points(size_t count, double extent, uint64_t seed) {
  points::Random random(seed);
  std::vector<double> xyz(3 * count);
  for (double& value : xyz) value = random.between(0, extent);
  return xyz;
}

template <class Call>
void expect_error(Status status, const std::string& words, Call&& call) {
  try {
    call();
    ADD_FAILURE() << "no error; expected: " << words;
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), status) << error.what();
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

}  // namespace weir::test
