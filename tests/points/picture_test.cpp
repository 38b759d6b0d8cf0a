// SPDX-License-Identifier: Apache-2.0
// Proves: a picture is a PNG of a sensible size, the same for the same points, for tiles of any
// shape.
#include "points/picture.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "las_maker.hpp"
#include "points/image.hpp"
#include "room.hpp"

namespace weir::points {
namespace {

using test::expect_error;
using test::Room;

class Picture : public testing::Test {
 protected:
  void SetUp() override {
    try {
      encode_png(Image(1, 1, {0, 0, 0}));
    } catch (const Error& error) {
      EXPECT_EQ(error.status(), Status::unsupported);
      GTEST_SKIP() << error.what();
    }
  }
  std::vector<uint8_t> draw(const std::vector<double>& xyz, const std::vector<uint8_t>& classes) {
    return make_picture(room.context(), xyz.data(), classes.data(), classes.size(), {});
  }
  // Of the image, out of the PNG's own header.
  static uint32_t side(const std::vector<uint8_t>& png, size_t at) {
    return uint32_t{png[at]} << 24 | uint32_t{png[at + 1]} << 16 | uint32_t{png[at + 2]} << 8 |
           png[at + 3];
  }
  Room room;
};

TEST_F(Picture, IsAPngOfASensibleSizeForAnyShape) {
  for (const double stretch : {0.001, 0.2, 1.0, 5.0, 1000.0}) {
    auto xyz = test::random_points(5000, 100, 1);
    for (size_t i = 0; i < xyz.size(); i += 3) xyz[i] *= stretch;
    const auto png = draw(xyz, std::vector<uint8_t>(5000, 5));
    ASSERT_EQ(std::memcmp(png.data(), "\x89PNG\r\n\x1a\n", 8), 0);
    EXPECT_GE(side(png, 16), 400u) << stretch;
    EXPECT_LE(side(png, 16), 2600u) << stretch;
    EXPECT_LE(side(png, 20), 2700u) << stretch;
  }
}

TEST_F(Picture, IsTheSameForTheSamePoints) {
  const auto xyz = test::random_points(3000, 100, 1);
  std::vector<uint8_t> classes(3000, 2);
  const auto png = draw(xyz, classes);
  EXPECT_EQ(draw(xyz, classes), png);
  classes[17] = 6;
  EXPECT_NE(draw(xyz, classes), png);
}

TEST_F(Picture, OfOneSpotOrNothingIsAPictureToo) {
  EXPECT_FALSE(draw({1, 2, 3}, {2}).empty());
  EXPECT_FALSE(draw(std::vector<double>(300, 7.0), std::vector<uint8_t>(100, 200)).empty());
  EXPECT_FALSE(draw({}, {}).empty());
}

TEST_F(Picture, MisuseGetsAnAnswer) {
  const double nan[3] = {0, std::nan(""), 0};
  const uint8_t classes[1] = {2};
  PictureOptions options;
  expect_error(Status::invalid, "coordinate 1 of point 0",
               [&] { make_picture(room.context(), nan, classes, 1, options); });
  options.longest_side_px = 8;
  expect_error(Status::invalid, "longest_side_px is 8",
               [&] { make_picture(room.context(), nan, classes, 1, options); });
  expect_error(Status::not_found, "/nowhere/a.png",
               [&] { write_picture(room.context(), "/nowhere/a.png", nan, classes, 0, {}); });
}

TEST(Image, DrawingOutsideIsNotDrawn) {
  Image image(10, 10, {1, 2, 3});
  const auto before = image.bytes();
  image.box(10, 0, 5, 5, {9, 9, 9});
  image.text(0, 10, 2, "WEIR 0.5%", {9, 9, 9});
  image.set(3, 99, {9, 9, 9});
  EXPECT_EQ(image.bytes(), before);
  image.box(8, 8, 5, 5, {9, 9, 9});
  EXPECT_EQ(image.bytes()[3 * 99], 9);
}

}  // namespace
}  // namespace weir::points
