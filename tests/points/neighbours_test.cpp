// SPDX-License-Identifier: Apache-2.0
// Proves: the neighbours are those that looking at every point would find, ties included, and the
// same for any number of threads.
#include "points/neighbours.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "memory/budget.hpp"
#include "room.hpp"

namespace weir::points {
namespace {

using test::expect_error;
using test::random_points;
using test::Room;

struct Answer {
  std::vector<uint64_t> indices;
  std::vector<double> distances;
  bool operator==(const Answer&) const = default;
};

Answer look_at_every_point(const std::vector<double>& xyz, const std::vector<double>& queries,
                           uint32_t k) {
  Answer answer;
  const size_t count = xyz.size() / 3;
  for (size_t q = 0; q < queries.size() / 3; ++q) {
    std::vector<std::pair<double, uint64_t>> all;
    for (size_t i = 0; i < count; ++i) {
      double squared = 0;
      for (size_t axis = 0; axis < 3; ++axis) {
        const double away = xyz[3 * i + axis] - queries[3 * q + axis];
        squared += away * away;
      }
      all.emplace_back(squared, i);
    }
    std::sort(all.begin(), all.end());
    for (size_t j = 0; j < k; ++j) {
      answer.indices.push_back(j < count ? all[j].second : Neighbours::kNone);
      answer.distances.push_back(j < count ? std::sqrt(all[j].first) : INFINITY);
    }
  }
  return answer;
}

Answer ask(Room& room, const std::vector<double>& xyz, const std::vector<double>& queries,
           uint32_t k) {
  const Neighbours tree(room.context(), xyz.data(), xyz.size() / 3);
  Answer answer;
  answer.indices.resize(queries.size() / 3 * k);
  answer.distances.resize(answer.indices.size());
  tree.nearest(room.context(), queries.data(), queries.size() / 3, k, answer.indices.data(),
               answer.distances.data());
  return answer;
}

TEST(Neighbours, AreThoseOfLookingAtEveryPoint) {
  Room room;
  for (const size_t count : {1, 2, 11, 12, 13, 100, 1500}) {
    const auto xyz = random_points(count, 100, count);
    const auto outside = random_points(50, 300, 7);
    for (const uint32_t k : {1u, 5u, 16u, 100u}) {
      EXPECT_EQ(ask(room, xyz, xyz, k), look_at_every_point(xyz, xyz, k)) << count << ", " << k;
      EXPECT_EQ(ask(room, xyz, outside, k), look_at_every_point(xyz, outside, k));
    }
  }
}

// Whole numbers: most distances are shared by many points, so that every tie counts.
TEST(Neighbours, TiesGoToTheLowerIndex) {
  Room room;
  std::vector<double> grid;
  for (int i = 0; i < 12 * 12 * 12; ++i) {
    const int shuffled = i * 601 % (12 * 12 * 12);
    for (const int part : {shuffled % 12, shuffled / 12 % 12, shuffled / 144}) grid.push_back(part);
  }
  EXPECT_EQ(ask(room, grid, grid, 20), look_at_every_point(grid, grid, 20));
}

TEST(Neighbours, PointsOnOneSpotAndOnOneLineAreFine) {
  Room room;
  const std::vector<double> spot(3 * 2000, 5.0);
  EXPECT_EQ(ask(room, spot, spot, 9), look_at_every_point(spot, spot, 9));
  std::vector<double> line;
  for (int i = 0; i < 1200; ++i) line.insert(line.end(), {i / 3 * 0.1, 0, 0});
  EXPECT_EQ(ask(room, line, line, 8), look_at_every_point(line, line, 8));
}

TEST(Neighbours, LargeCoordinatesLoseNothing) {
  Room room;
  auto xyz = random_points(1200, 10, 3);
  for (size_t i = 0; i < xyz.size(); ++i) xyz[i] += i % 3 == 1 ? 4.5e6 : 5e5;
  EXPECT_EQ(ask(room, xyz, xyz, 16), look_at_every_point(xyz, xyz, 16));
}

TEST(Neighbours, AreTheSameForAnyNumberOfThreads) {
  const auto xyz = random_points(20000, 100, 1);
  Room alone(1);
  alone.pool.stop();
  const Answer one = ask(alone, xyz, xyz, 16);
  for (const unsigned helpers : {1u, 3u, 7u}) {
    Room room(helpers);
    EXPECT_EQ(ask(room, xyz, xyz, 16), one) << helpers;
  }
}

TEST(Neighbours, OfNoPointsAreNone) {
  Room room;
  EXPECT_EQ(ask(room, {}, {1, 2, 3}, 2), look_at_every_point({}, {1, 2, 3}, 2));
  EXPECT_EQ(ask(room, {}, {}, 2), Answer{});
  const auto many = random_points(2000, 1, 1);
  EXPECT_EQ(ask(room, {}, many, 1), look_at_every_point({}, many, 1));
}

TEST(Neighbours, WhatIsNotANumberIsRefusedByName) {
  Room room;
  auto xyz = random_points(100, 1, 1);
  for (const double wrong : {std::nan(""), double{INFINITY}, -double{INFINITY}}) {
    for (const size_t at : {0u, 151u, 299u}) {
      auto bad = xyz;
      bad[at] = wrong;
      const std::string number = std::to_string(at / 3);
      expect_error(Status::invalid, "point " + number + " is (", [&] { ask(room, bad, xyz, 1); });
      expect_error(Status::invalid, "query " + number + " is (", [&] { ask(room, xyz, bad, 1); });
    }
  }
  expect_error(Status::invalid, "k is 0", [&] { ask(room, xyz, xyz, 0); });
  expect_error(Status::invalid, "k is 4097", [&] { ask(room, xyz, xyz, 4097); });
}

TEST(Neighbours, KeepToTheBudget) {
  Room room(1, 100'000);
  const auto xyz = random_points(10000, 1, 1);
  expect_error(Status::no_memory, "an index of neighbours", [&] { ask(room, xyz, xyz, 1); });
  EXPECT_EQ(room.budget->stats().used_bytes, 0u);
}

TEST(Neighbours, StopWhenAsked) {
  Room room;
  const auto xyz = random_points(20000, 1, 1);
  const Neighbours tree(room.context(), xyz.data(), 20000);
  work::Control control;
  control.cancel();
  std::vector<uint64_t> indices(20000);
  expect_error(Status::cancelled, "", [&] {
    tree.nearest(room.context(&control), xyz.data(), 20000, 1, indices.data(), nullptr);
  });
}

}  // namespace
}  // namespace weir::points
