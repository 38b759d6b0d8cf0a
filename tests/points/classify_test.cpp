// SPDX-License-Identifier: Apache-2.0
// Proves: on places whose truth is known the classes are right, for several seeds and densities; on
// a surveyed tile the ground stored in it is found; the same points always get the same classes.
#include "points/classify.hpp"

#include <gtest/gtest.h>

#include <array>

#include "las_maker.hpp"
#include "points/synthetic.hpp"
#include "points/tile.hpp"
#include "room.hpp"

namespace weir::points {
namespace {

using test::Room;

struct Case {
  std::vector<double> xyz;
  std::vector<uint8_t> stored, given;
  FeatureOptions options;
  // confusion[stored][given]
  std::array<std::array<uint64_t, 8>, 8> confusion{};
  uint64_t of(uint8_t stored_class) const {
    uint64_t sum = 0;
    for (const uint64_t value : confusion[stored_class]) sum += value;
    return sum;
  }
  double recall(uint8_t c) const {
    return static_cast<double>(confusion[c][c]) / static_cast<double>(of(c));
  }
};

Case classified(Room& room, const std::string& path, Lod lod = Lod::lod2) {
  const Tile tile(std::make_shared<base::Life>(), path);
  const uint64_t count = tile.header().point_count;
  Case out;
  out.xyz.resize(3 * count);
  out.stored.resize(count);
  out.given.resize(count);
  tile.read(Field::xyz, 0, count, out.xyz.data(), 24 * count);
  tile.read(Field::classification, 0, count, out.stored.data(), count);
  out.options.lod = lod;
  out.options.units_per_metre = tile.units().per_metre;
  out.options.z_units_per_metre = tile.units().z_per_metre;
  const Features features(room.context(), out.xyz.data(), count, out.options);
  classify(room.context(), features, {}, out.given.data());
  for (uint64_t i = 0; i < count; ++i) ++out.confusion[out.stored[i] & 7][out.given[i] & 7];
  return out;
}

TEST(Classify, PlacesOfKnownTruth) {
  Room room;
  for (const double density : {2.0, 6.0}) {
    Case all;
    for (const uint64_t seed : {1, 2, 3, 4, 5}) {
      const test::TemporaryFile file;
      write_synthetic(file.path(), {seed, 40000, density}, nullptr);
      const Case one = classified(room, file.path());
      for (size_t stored = 0; stored < 8; ++stored) {
        for (size_t given = 0; given < 8; ++given) {
          all.confusion[stored][given] += one.confusion[stored][given];
        }
      }
    }
    EXPECT_GT(all.recall(2), 0.999) << density;
    EXPECT_GT(all.recall(5), 0.99) << density;
    EXPECT_GT(all.recall(6), 0.95) << density;
    EXPECT_GT(all.recall(7), 0.97) << density;
    uint64_t right = 0;
    for (size_t stored = 0; stored < 8; ++stored) right += all.confusion[stored][stored];
    EXPECT_GT(right, 199'000u * 99 / 100) << density;
  }
}

TEST(Classify, ASurveyedTile) {
  const std::string path = test::surveyed_tile();
  if (path.empty()) GTEST_SKIP() << "there is no surveyed tile: name one in WEIR_LIDAR_TILE";
  Room room;
  const Case out = classified(room, path);
  // Its ground was thinned: class 1 is everything else, most of it ground too. So what can be
  // asked is that the ground it knows is found, and that trees and the bridge are not ground.
  EXPECT_GT(out.recall(2), 0.999);
  EXPECT_GT(out.confusion[1][5], 15000u);
  EXPECT_GT(out.confusion[1][6], 1000u);
  EXPECT_EQ(out.confusion[2][5] + out.confusion[2][6], 0u);
}

TEST(Classify, IsTheSameForAnyNumberOfThreads) {
  const test::TemporaryFile file;
  write_synthetic(file.path(), {9, 30000, 4}, nullptr);
  Room alone(1), many(5);
  alone.pool.stop();
  EXPECT_EQ(classified(alone, file.path()).given, classified(many, file.path()).given);
}

TEST(Classify, WithoutShapesOnlyGroundAndNoiseAreTold) {
  Room room;
  const test::TemporaryFile file;
  write_synthetic(file.path(), {1, 30000, 4}, nullptr);
  const Case out = classified(room, file.path(), Lod::minimal);
  EXPECT_GT(out.recall(2), 0.999);
  for (const uint8_t value : out.given) EXPECT_TRUE(value == 1 || value == 2 || value == 7);
}

TEST(Classify, NoPointsHaveNoClasses) {
  Room room;
  const Features features(room.context(), nullptr, 0, {});
  classify(room.context(), features, {}, nullptr);
}

TEST(Classify, WrongOptionsGetAnswers) {
  Room room;
  const auto xyz = test::random_points(50, 10, 1);
  const Features features(room.context(), xyz.data(), 50, {});
  uint8_t classes[50];
  ClassifyOptions options;
  options.building_area = -1;
  test::expect_error(Status::invalid, "building_area_m2 is -1",
                     [&] { classify(room.context(), features, options, classes); });
  options = {};
  options.medium_from = 3;
  test::expect_error(Status::invalid, "high_from_m is 1.5, below medium_from_m",
                     [&] { classify(room.context(), features, options, classes); });
}

TEST(Synthetic, TheSameOptionsGiveTheSameFile) {
  const test::TemporaryFile a, b, c;
  write_synthetic(a.path(), {5, 5000, 4}, nullptr);
  write_synthetic(b.path(), {5, 5000, 4}, nullptr);
  write_synthetic(c.path(), {6, 5000, 4}, nullptr);
  EXPECT_TRUE(a.read() == b.read());
  EXPECT_FALSE(a.read() == c.read());
}

TEST(Synthetic, HasTheDensityAskedForAndEveryClass) {
  const test::TemporaryFile file;
  write_synthetic(file.path(), {1, 100000, 5}, nullptr);
  const Tile tile(std::make_shared<base::Life>(), file.path());
  const LasHeader& header = tile.header();
  EXPECT_EQ(header.point_count, 100000u);
  EXPECT_EQ(tile.units().source, UnitSource::wkt);
  const double area =
      (header.maximum[0] - header.minimum[0]) * (header.maximum[1] - header.minimum[1]);
  EXPECT_NEAR(100000 / area, 5, 0.75);
  std::vector<uint8_t> classes(100000);
  tile.read(Field::classification, 0, 100000, classes.data(), classes.size());
  std::array<int, 8> counts{};
  for (const uint8_t value : classes) ++counts[value & 7];
  for (int value = 2; value <= 7; ++value)
    EXPECT_GT(counts[static_cast<size_t>(value)], 0) << value;
}

}  // namespace
}  // namespace weir::points
