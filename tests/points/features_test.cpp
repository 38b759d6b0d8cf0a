// SPDX-License-Identifier: Apache-2.0
// Proves: on lines, planes and balls the features have the values geometry gives them; heights are
// above the ground; the level of detail decides what is made; feet and metres agree.
#include "points/features.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "points/symmetric3.hpp"
#include "room.hpp"

namespace weir::points {
namespace {

using test::expect_error;
using test::Room;

FeatureOptions full(uint32_t neighbours) {
  FeatureOptions options;
  options.lod = Lod::full;
  options.neighbour_count = neighbours;
  return options;
}

Features of(Room& room, const std::vector<double>& xyz, const FeatureOptions& options) {
  return Features(room.context(), xyz.data(), xyz.size() / 3, options);
}

// A square lattice in the plane that `tilt` leans over, 21 by 21, the middle one first.
std::vector<double> plane(double tilt) {
  std::vector<double> xyz = {0, 0, 0};
  for (int i = -10; i <= 10; ++i) {
    for (int j = -10; j <= 10; ++j) {
      if (i == 0 && j == 0) continue;
      xyz.insert(xyz.end(), {i * std::cos(tilt), double(j), i * std::sin(tilt)});
    }
  }
  return xyz;
}

TEST(Features, OfALine) {
  Room room;
  std::vector<double> xyz;
  for (int i = 0; i < 100; ++i) xyz.insert(xyz.end(), {i * 0.6, i * 0.8, 0});
  const Features features = of(room, xyz, full(9));
  EXPECT_NEAR(features.column(Feature::linearity)[50], 1, 1e-6);
  EXPECT_NEAR(features.column(Feature::planarity)[50], 0, 1e-6);
  EXPECT_NEAR(features.column(Feature::sphericity)[50], 0, 1e-6);
  EXPECT_NEAR(features.column(Feature::anisotropy)[50], 1, 1e-6);
  EXPECT_NEAR(features.column(Feature::eigenentropy)[50], 0, 1e-6);
}

TEST(Features, OfAPlane) {
  Room room;
  for (const double tilt : {0.0, 0.3, 1.0, std::numbers::pi / 2}) {
    // The nearest nine of a lattice point are its 3 by 3: covariance 2/3 along both sides.
    const Features features = of(room, plane(tilt), full(9));
    EXPECT_NEAR(features.column(Feature::linearity)[0], 0, 1e-6);
    EXPECT_NEAR(features.column(Feature::planarity)[0], 1, 1e-6);
    EXPECT_NEAR(features.column(Feature::sphericity)[0], 0, 1e-6);
    EXPECT_NEAR(features.column(Feature::roughness)[0], 0, 1e-6);
    EXPECT_NEAR(features.column(Feature::curvature)[0], 0, 1e-6);
    EXPECT_NEAR(features.column(Feature::verticality)[0], 1 - std::cos(tilt), 1e-6);
    EXPECT_NEAR(features.column(Feature::eigenentropy)[0], std::log(2), 1e-6);
    EXPECT_NEAR(features.column(Feature::density)[0], 9 / (std::numbers::pi * 2), 1e-5);
  }
}

TEST(Features, OfABall) {
  Room room;
  std::vector<double> xyz = {0, 0, 0};
  for (int axis = 0; axis < 3; ++axis) {
    for (const double side : {-1.0, 1.0}) {
      double at[3] = {0, 0, 0};
      at[axis] = side;
      xyz.insert(xyz.end(), at, at + 3);
    }
  }
  const Features features = of(room, xyz, full(7));  // covariance 2/7 along every axis
  EXPECT_NEAR(features.column(Feature::linearity)[0], 0, 1e-6);
  EXPECT_NEAR(features.column(Feature::planarity)[0], 0, 1e-6);
  EXPECT_NEAR(features.column(Feature::sphericity)[0], 1, 1e-6);
  EXPECT_NEAR(features.column(Feature::curvature)[0], 1.0 / 3, 1e-6);
  EXPECT_NEAR(features.column(Feature::omnivariance)[0], 2.0 / 7, 1e-6);
  EXPECT_NEAR(features.column(Feature::roughness)[0], std::sqrt(2.0 / 7), 1e-6);
  EXPECT_NEAR(features.column(Feature::eigenentropy)[0], std::log(3), 1e-6);
}

TEST(Features, OfPointsOnOneSpotAreZeroAndNeverNan) {
  Room room;
  const Features features = of(room, std::vector<double>(300, 4.0), full(16));
  for (uint32_t feature = 3; feature <= kFeatureCount; ++feature) {
    for (const float value : features.column(Feature{feature})) EXPECT_EQ(value, 0);
  }
}

TEST(Features, OfFewOrNoPoints) {
  Room room;
  for (const size_t count : {0u, 1u, 2u, 3u}) {
    const auto xyz = test::random_points(count, 10, 1);
    const Features features = of(room, xyz, full(16));
    EXPECT_EQ(features.size(), count);
    for (uint32_t feature = 1; feature <= kFeatureCount; ++feature) {
      ASSERT_EQ(features.column(Feature{feature}).size(), count);
      for (const float value : features.column(Feature{feature})) EXPECT_TRUE(std::isfinite(value));
    }
  }
}

// A slope of 12 % with a box of 6 m on it; no point lies on a cell's border, where feet round.
std::vector<double> slope_with_box() {
  std::vector<double> xyz;
  for (int i = 0; i < 80; ++i) {
    for (int j = 0; j < 80; ++j) {
      const double ground = i * 0.05;
      const bool box = i >= 30 && i < 50 && j >= 30 && j < 50;
      xyz.insert(xyz.end(), {i * 0.43, j * 0.43, ground + (box ? 6 : 0)});
    }
  }
  return xyz;
}

TEST(Features, HeightIsAboveTheGround) {
  Room room;
  const Features features = of(room, slope_with_box(), full(16));
  for (int i = 0; i < 80; ++i) {
    for (int j = 0; j < 80; ++j) {
      const bool box = i >= 30 && i < 50 && j >= 30 && j < 50;
      const auto at = static_cast<size_t>(i * 80 + j);
      EXPECT_NEAR(features.column(Feature::height)[at], box ? 6 : 0, 0.25) << i << ", " << j;
      EXPECT_EQ(features.is_ground()[at], !box) << i << ", " << j;
    }
  }
}

TEST(Features, FeetAndMetresAgree) {
  Room room;
  const auto metres = slope_with_box();
  auto feet = metres;
  for (size_t i = 0; i < feet.size(); ++i) feet[i] = feet[i] / 0.3048 + 1e6;
  FeatureOptions in_feet = full(16);
  in_feet.units_per_metre = in_feet.z_units_per_metre = 1 / 0.3048;
  const Features a = of(room, metres, full(16)), b = of(room, feet, in_feet);
  EXPECT_EQ(a.is_ground(), b.is_ground());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_NEAR(a.column(Feature::height)[i], b.column(Feature::height)[i], 1e-4);
    EXPECT_NEAR(a.column(Feature::density)[i] / b.column(Feature::density)[i], 1, 1e-4);
  }
}

TEST(Features, TheLevelOfDetailChooses) {
  Room room;
  const auto xyz = test::random_points(50, 10, 1);
  size_t before = 0;
  for (const Lod lod : {Lod::minimal, Lod::lod2, Lod::asprs, Lod::lod3, Lod::full}) {
    FeatureOptions options;
    options.lod = lod;
    const Features features = of(room, xyz, options);
    size_t made = 0;
    for (uint32_t feature = 1; feature <= kFeatureCount; ++feature) {
      EXPECT_EQ(features.has(Feature{feature}), makes(lod, Feature{feature}));
      made += features.has(Feature{feature});
    }
    EXPECT_GT(made, before);
    before = made;
  }
  EXPECT_EQ(before, kFeatureCount);
}

TEST(Features, AreTheSameForAnyNumberOfThreads) {
  const auto xyz = test::random_points(20000, 60, 5);
  Room alone(1);
  alone.pool.stop();
  const Features one = of(alone, xyz, full(16));
  Room room(5);
  const Features many = of(room, xyz, full(16));
  for (uint32_t feature = 1; feature <= kFeatureCount; ++feature) {
    EXPECT_EQ(one.column(Feature{feature}), many.column(Feature{feature})) << feature;
  }
  EXPECT_EQ(one.is_ground(), many.is_ground());
}

TEST(Features, WrongOptionsAndPointsGetAnswers) {
  Room room;
  auto xyz = test::random_points(50, 10, 1);
  const auto with = [&](auto change) {
    FeatureOptions options;
    change(options);
    return [&room, &xyz, options] { of(room, xyz, options); };
  };
  expect_error(Status::invalid, "neighbor_count is 2",
               with([](FeatureOptions& o) { o.neighbour_count = 2; }));
  expect_error(Status::invalid, "lod is 9", with([](FeatureOptions& o) { o.lod = Lod{9}; }));
  expect_error(Status::invalid, "units_per_metre is nan",
               with([](FeatureOptions& o) { o.units_per_metre = std::nan(""); }));
  expect_error(Status::invalid, "ground_cell_m is -1",
               with([](FeatureOptions& o) { o.ground.cell = -1; }));
  xyz[0] = 1e9;  // one stray point
  expect_error(Status::limit, "remove stray points", with([](FeatureOptions&) {}));
  xyz[0] = std::nan("");
  expect_error(Status::invalid, "coordinate 0 of point 0 is nan", with([](FeatureOptions&) {}));
}

// A = V diag(values) V^T, and V is orthonormal.
TEST(Symmetric3, EigenvectorsRebuildTheMatrix) {
  Random random(1);
  for (int round = 0; round < 1000; ++round) {
    double b[3][3], a[3][3] = {};
    for (auto& row : b) {
      for (double& value : row)
        value = round % 3 == 0 ? std::round(random.between(-2, 2)) : random.between(-1, 1);
    }
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j < 3; ++j) {
        for (int k = 0; k < 3; ++k) a[i][j] += b[i][k] * b[j][k];
      }
    }
    const Eigen3 e = eigen3(a[0][0], a[0][1], a[0][2], a[1][1], a[1][2], a[2][2]);
    EXPECT_GE(e.values[0], e.values[1]);
    EXPECT_GE(e.values[1], e.values[2]);
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j < 3; ++j) {
        double rebuilt = 0, product = 0;
        for (int k = 0; k < 3; ++k) {
          rebuilt += e.values[k] * e.vectors[k][i] * e.vectors[k][j];
          product += e.vectors[i][k] * e.vectors[j][k];
        }
        EXPECT_NEAR(rebuilt, a[i][j], 1e-12);
        EXPECT_NEAR(product, i == j, 1e-12);
      }
    }
  }
}

}  // namespace
}  // namespace weir::points
