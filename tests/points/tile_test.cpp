// SPDX-License-Identifier: Apache-2.0
// Proves: every field of all eleven point formats reads back, a written copy differs in the classes
// only, and a file that changes under an open tile gives an error, not a signal.
#include "points/tile.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <limits>

#include "base/status.hpp"
#include "las_maker.hpp"
#include "room.hpp"

namespace weir::points {
namespace {

using test::expect_error;
using test::LasMaker;
using test::TemporaryFile;

Tile open_tile(const TemporaryFile& file) {
  return Tile(std::make_shared<base::Life>(), file.path());
}

LasMaker full_maker(unsigned format, size_t count) {
  LasMaker maker;
  maker.minor = format >= 6 ? 4 : format >= 4 ? 3 : 2;
  maker.format = format;
  maker.extra_bytes = 3;
  maker.scale = 0.25;
  maker.offset = 500000;
  maker.records = {{"someone", 99, "kept as it is"}};
  if (maker.minor == 4) maker.extended_records = {{"someone", 100, "kept too"}};
  const bool extended = format >= 6;
  for (size_t i = 0; i < count; ++i) {
    const auto n = static_cast<int32_t>(i);
    test::LasPoint point;
    point.x = n * 7 - 100;
    point.y = -n;
    point.z = i % 2 ? std::numeric_limits<int32_t>::max() : std::numeric_limits<int32_t>::min();
    point.intensity = static_cast<uint16_t>(i * 31);
    point.return_count = static_cast<uint8_t>(1 + i % (extended ? 15 : 7));
    point.return_number = static_cast<uint8_t>(1 + i % point.return_count);
    point.classification = static_cast<uint8_t>(i % (extended ? 256 : 32));
    point.class_flags = extended ? 0 : static_cast<uint8_t>(i % 8);
    point.source_id = static_cast<uint16_t>(i * 3);
    point.gps_time = static_cast<double>(i) * 0.5 + 1e9;
    point.red = static_cast<uint16_t>(i);
    point.green = static_cast<uint16_t>(i + 1);
    point.blue = static_cast<uint16_t>(65535 - i);
    maker.points.push_back(point);
  }
  return maker;
}

template <class T>
std::vector<T> column(const Tile& tile, Field field, size_t per_point = 1) {
  const uint64_t count = tile.header().point_count;
  std::vector<T> out(count * per_point);
  EXPECT_EQ(tile.read(field, 0, count, out.data(), out.size() * sizeof(T)), Status::ok);
  return out;
}

class EveryFormat : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Tile, EveryFormat, testing::Range(0u, 11u));

TEST_P(EveryFormat, ReadsBackEveryField) {
  const LasMaker maker = full_maker(GetParam(), 20000);  // more than one block
  const TemporaryFile file(maker.bytes());
  const Tile tile = open_tile(file);
  ASSERT_EQ(tile.header().point_count, maker.points.size());
  const auto xyz = column<double>(tile, Field::xyz, 3);
  const auto intensity = column<uint16_t>(tile, Field::intensity);
  const auto number = column<uint8_t>(tile, Field::return_number);
  const auto returns = column<uint8_t>(tile, Field::return_count);
  const auto classes = column<uint8_t>(tile, Field::classification);
  const auto source = column<uint16_t>(tile, Field::source_id);
  for (size_t i = 0; i < maker.points.size(); ++i) {
    const test::LasPoint& point = maker.points[i];
    ASSERT_EQ(xyz[3 * i], point.x * 0.25 + 500000);
    ASSERT_EQ(xyz[3 * i + 1], point.y * 0.25 + 500000);
    ASSERT_EQ(xyz[3 * i + 2], point.z * 0.25 + 500000);
    ASSERT_EQ(intensity[i], point.intensity);
    ASSERT_EQ(number[i], point.return_number);
    ASSERT_EQ(returns[i], point.return_count);
    ASSERT_EQ(classes[i], point.classification);
    ASSERT_EQ(source[i], point.source_id);
  }
  if (GetParam() != 0 && GetParam() != 2) {
    const auto time = column<double>(tile, Field::gps_time);
    for (size_t i = 0; i < time.size(); ++i) ASSERT_EQ(time[i], maker.points[i].gps_time);
  } else {
    double time;
    EXPECT_EQ(tile.read(Field::gps_time, 0, 1, &time, sizeof time), Status::miss);
  }
  if (maker.colour_at() != 0) {
    const auto colour = column<uint16_t>(tile, Field::colour, 3);
    for (size_t i = 0; i < maker.points.size(); ++i) {
      ASSERT_EQ(colour[3 * i], maker.points[i].red);
      ASSERT_EQ(colour[3 * i + 1], maker.points[i].green);
      ASSERT_EQ(colour[3 * i + 2], maker.points[i].blue);
    }
  } else {
    uint16_t colour[3];
    EXPECT_EQ(tile.read(Field::colour, 0, 1, colour, sizeof colour), Status::miss);
  }
}

TEST_P(EveryFormat, AWrittenCopyDiffersInTheClassesOnly) {
  LasMaker maker = full_maker(GetParam(), 15000);
  const TemporaryFile file(maker.bytes()), copy;
  std::vector<uint8_t> classes;
  for (size_t i = 0; i < maker.points.size(); ++i) {
    classes.push_back(maker.points[i].classification = static_cast<uint8_t>(i % 19));
  }
  open_tile(file).write(copy.path(), classes.data(), classes.size(), nullptr);
  EXPECT_TRUE(copy.read() == maker.bytes());
}

TEST(Tile, ReadsAnyPart) {
  const TemporaryFile file(full_maker(3, 1000).bytes());
  const Tile tile = open_tile(file);
  const auto all = column<double>(tile, Field::xyz, 3);
  for (const uint64_t first : {0, 1, 17, 999}) {
    std::vector<double> part(3 * (1000 - first));
    ASSERT_EQ(tile.read(Field::xyz, first, 1000 - first, part.data(), part.size() * 8), Status::ok);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), all.begin() + static_cast<long>(3 * first)));
  }
  EXPECT_EQ(tile.read(Field::xyz, 1000, 0, nullptr, 0), Status::ok);
}

TEST(Tile, MisuseGetsAnAnswer) {
  const TemporaryFile file(full_maker(0, 10).bytes());
  const Tile tile = open_tile(file);
  double xyz[30];
  uint8_t classes[10] = {};
  expect_error(Status::invalid, "6 points from point 5 on",
               [&] { tile.read(Field::xyz, 5, 6, xyz, 240); });
  expect_error(Status::invalid, "18446744073709551615 points from point 1 on",
               [&] { tile.read(Field::xyz, 1, ~uint64_t{0}, xyz, 240); });
  expect_error(Status::invalid, "field 99", [&] { tile.read(Field{99}, 0, 1, xyz, 240); });
  expect_error(Status::too_small, "take 240 bytes",
               [&] { tile.read(Field::xyz, 0, 10, xyz, 239); });
  expect_error(Status::invalid, "9 classes were given for the 10 points",
               [&] { tile.write("/nowhere/x.las", classes, 9, nullptr); });
  classes[3] = 32;
  expect_error(Status::invalid, "the class of point 3 is 32",
               [&] { tile.write("/nowhere/x.las", classes, 10, nullptr); });
  classes[3] = 31;
  expect_error(Status::not_found, "/nowhere/x.las",
               [&] { tile.write("/nowhere/x.las", classes, 10, nullptr); });
}

TEST(Tile, NotANumberGpsTimeIsNamed) {
  LasMaker maker = full_maker(1, 10);
  maker.points[7].gps_time = std::numeric_limits<double>::quiet_NaN();
  const TemporaryFile file(maker.bytes());
  const Tile tile = open_tile(file);
  double times[10];
  EXPECT_EQ(tile.read(Field::gps_time, 0, 7, times, sizeof times), Status::ok);
  expect_error(Status::parse, "the GPS time of point 7 at byte ",
               [&] { tile.read(Field::gps_time, 5, 5, times, sizeof times); });
}

TEST(Tile, AFileCutShortWhileOpenGivesAnError) {
  const TemporaryFile file(full_maker(0, 5000).bytes());
  const Tile tile = open_tile(file);
  ASSERT_EQ(truncate(file.path().c_str(), 4096), 0);
  std::vector<double> xyz(15000);
  expect_error(Status::io, "cut short meanwhile",
               [&] { tile.read(Field::xyz, 0, 5000, xyz.data(), xyz.size() * 8); });
  std::vector<uint8_t> classes(5000);
  const TemporaryFile copy("what stood there");
  expect_error(Status::io, "cut short meanwhile",
               [&] { tile.write(copy.path(), classes.data(), 5000, nullptr); });
  EXPECT_EQ(copy.read(), "what stood there");
}

TEST(Tile, AFailedWriteLeavesNothingBehind) {
  const TemporaryFile file(full_maker(0, 10).bytes()), name;
  const Tile tile = open_tile(file);
  const std::vector<uint8_t> classes(10);
  // A folder is no file to replace: refused before anything is written.
  const std::string folder = name.path() + ".d";
  ASSERT_EQ(mkdir(folder.c_str(), 0777), 0);
  expect_error(Status::io, "which stays", [&] { tile.write(folder, classes.data(), 10, nullptr); });
  EXPECT_EQ(test::count_files(folder + "*"), 1u);  // the folder itself, and no .part file
  EXPECT_EQ(rmdir(folder.c_str()), 0);
}

TEST(Tile, AFullDiskIsAnErrorAndLeavesNothingBehind) {
  const TemporaryFile file(full_maker(0, 10000).bytes()), copy("before");
  const Tile tile = open_tile(file);
  const std::vector<uint8_t> classes(10000);
  // A limit on the size of files stands in for the full disk: write() fails in the same place.
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, SIG_IGN);
  const rlimit small{100000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  expect_error(Status::io, "cannot be written; nothing was changed",
               [&] { tile.write(copy.path(), classes.data(), 10000, nullptr); });
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, SIG_DFL);
  EXPECT_EQ(copy.read(), "before");
  EXPECT_EQ(test::count_files(copy.path() + "*"), 1u);
}

TEST(Tile, WritingOverItselfKeepsTheOpenTileReadable) {
  const TemporaryFile file(full_maker(6, 100).bytes());
  const Tile tile = open_tile(file);
  const std::vector<uint8_t> classes(100, 200);
  tile.write(file.path(), classes.data(), 100, nullptr);
  EXPECT_EQ(column<uint8_t>(tile, Field::classification)[5], 5);
  EXPECT_EQ(column<uint8_t>(open_tile(file), Field::classification), classes);
}

TEST(Tile, WritingStopsWhenAsked) {
  const TemporaryFile file(full_maker(0, 100).bytes()), copy("before");
  const Tile tile = open_tile(file);
  const std::vector<uint8_t> classes(100);
  work::Control control;
  control.cancel();
  expect_error(Status::cancelled, "",
               [&] { tile.write(copy.path(), classes.data(), 100, &control); });
  EXPECT_EQ(copy.read(), "before");
}

TEST(Tile, IsClosedWithItsRuntime) {
  const TemporaryFile file(full_maker(0, 10).bytes());
  const auto life = std::make_shared<base::Life>();
  const Tile tile(life, file.path());
  life->close();
  uint8_t value;
  expect_error(Status::closed, "tile", [&] { tile.read(Field::classification, 0, 1, &value, 1); });
}

}  // namespace
}  // namespace weir::points
