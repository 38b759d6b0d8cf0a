// SPDX-License-Identifier: Apache-2.0
// Proves: a header that cannot be true is refused with the file, the field and the byte named; a
// file cut anywhere is refused and never crashes; units are found where coordinate systems keep
// them.
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <limits>

#include "base/status.hpp"
#include "las_maker.hpp"
#include "points/tile.hpp"

namespace weir::points {
namespace {

using test::LasMaker;
using test::TemporaryFile;

Tile open_tile(const TemporaryFile& file) {
  return Tile(std::make_shared<base::Life>(), file.path());
}

LasMaker maker_of(unsigned minor, unsigned format, size_t count = 3) {
  LasMaker maker;
  maker.minor = minor;
  maker.format = format;
  maker.points.resize(count);
  return maker;
}

struct Fault {
  const char* name;
  Status status;
  const char* words;
  unsigned minor, format;
  std::function<void(std::string&)> damage;
};

template <class T>
std::function<void(std::string&)> set(size_t at, T value) {
  return [=](std::string& bytes) { LasMaker::put(bytes, at, value); };
}

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

const Fault kFaults[] = {
    {"signature", Status::parse, "signature", 2, 0, set<uint8_t>(0, 'l')},
    {"version 1.1", Status::unsupported, "byte 24 is 1.1", 2, 0, set<uint8_t>(25, 1)},
    {"version 1.5", Status::unsupported, "LAS 1.2 to 1.4", 2, 0, set<uint8_t>(25, 5)},
    {"version 2.2", Status::unsupported, "2.2", 2, 0, set<uint8_t>(24, 2)},
    {"small header", Status::parse, "header size at byte 94", 2, 0, set<uint16_t>(94, 226)},
    {"small 1.4 header", Status::parse, "header size at byte 94", 4, 6, set<uint16_t>(94, 227)},
    {"points in header", Status::parse, "offset to the points at byte 96", 2, 0,
     set<uint32_t>(96, 100)},
    {"points past end", Status::parse, "cut short", 2, 0, set<uint32_t>(96, 1u << 30)},
    {"compressed", Status::unsupported, "laszip", 2, 0, set<uint8_t>(104, 0x80)},
    {"compressed, old mark", Status::unsupported, "LAZ", 2, 0, set<uint8_t>(104, 0x41)},
    {"format 4 in 1.2", Status::parse, "byte 104 is 4", 2, 0, set<uint8_t>(104, 4)},
    {"format 6 in 1.3", Status::parse, "formats 0 to 5", 3, 0, set<uint8_t>(104, 6)},
    {"format 11", Status::unsupported, "byte 104 is 11", 4, 6, set<uint8_t>(104, 11)},
    {"short records", Status::parse, "record length at byte 105", 2, 0, set<uint16_t>(105, 19)},
    {"no records", Status::parse, "record length at byte 105", 2, 0, set<uint16_t>(105, 0)},
    {"too many points", Status::parse, "after 3 points of 20 bytes", 2, 0, set<uint32_t>(107, 4)},
    {"very many points", Status::parse, "byte 247", 4, 6, set<uint64_t>(247, ~uint64_t{0} / 2)},
    {"counts disagree", Status::parse, "have to agree", 4, 6, set<uint32_t>(107, 2)},
    {"zero scale", Status::parse, "the X scale at byte 131", 2, 0, set<double>(131, 0)},
    {"nan scale", Status::parse, "the Y scale at byte 139", 2, 0, set<double>(139, kNan)},
    {"infinite offset", Status::parse, "the Z offset at byte 171", 2, 0, set(171, kInfinity)},
    {"huge scale", Status::parse, "the Z scale at byte 147", 2, 0, set<double>(147, 1e305)},
    {"nan extreme", Status::parse, "the least Y at byte 203", 2, 0, set<double>(203, kNan)},
    {"records missing", Status::parse, "record 1 of 1", 2, 0, set<uint32_t>(100, 1)},
    {"records beyond count", Status::parse, "record 1 of 4294967295", 2, 0,
     set<uint32_t>(100, ~0u)},
    {"extended records early", Status::parse, "byte 235", 4, 6,
     [](std::string& bytes) {
       LasMaker::put<uint32_t>(bytes, 243, 1);
       LasMaker::put<uint64_t>(bytes, 235, 375);
     }},
    {"extended records past end", Status::parse, "byte 235", 4, 6,
     [](std::string& bytes) {
       LasMaker::put<uint32_t>(bytes, 243, 1);
       LasMaker::put<uint64_t>(bytes, 235, ~uint64_t{0});
     }},
    {"extended records missing", Status::parse, "extended variable-length record 1 of 2", 4, 6,
     [](std::string& bytes) {
       LasMaker::put<uint32_t>(bytes, 243, 2);
       LasMaker::put<uint64_t>(bytes, 235, bytes.size());
     }},
};

TEST(LasHeader, WhatCannotBeTrueIsRefusedByName) {
  for (const Fault& fault : kFaults) {
    std::string bytes = maker_of(fault.minor, fault.format).bytes();
    fault.damage(bytes);
    const TemporaryFile file(bytes);
    try {
      open_tile(file);
      ADD_FAILURE() << fault.name << " was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.status(), fault.status) << fault.name << ": " << error.what();
      EXPECT_NE(std::string(error.what()).find(fault.words), std::string::npos)
          << fault.name << ": " << error.what();
      EXPECT_EQ(std::string(error.what()).rfind(file.path(), 0), 0u) << error.what();
    }
  }
}

TEST(LasHeader, AFileCutAnywhereIsRefused) {
  for (const unsigned minor : {2u, 3u, 4u}) {
    LasMaker maker = maker_of(minor, minor == 4 ? 6 : 1);
    maker.records = {{"LASF_Projection", 2112, "PROJCS[\"x\",UNIT[\"m\",1]]"}};
    if (minor == 4) maker.extended_records = {{"someone", 7, "0123456789"}};
    const std::string bytes = maker.bytes();
    const TemporaryFile file;
    for (size_t size = 0; size < bytes.size(); ++size) {
      file.write(bytes.substr(0, size));
      try {
        open_tile(file);
        FAIL() << "LAS 1." << minor << " cut to " << size << " of " << bytes.size();
      } catch (const Error& error) {
        EXPECT_EQ(error.status(), Status::parse) << error.what();
      }
    }
    file.write(bytes);
    EXPECT_EQ(open_tile(file).header().point_count, 3u);
  }
}

TEST(LasHeader, ATileWithoutPointsIsATile) {
  for (unsigned format = 0; format <= kMaxPointFormat; ++format) {
    std::string bytes = maker_of(4, format, 0).bytes();
    LasMaker::put(bytes, 179, kNan);  // some writers leave the extremes unset
    const TemporaryFile file(bytes);
    EXPECT_EQ(open_tile(file).header().point_count, 0u);
  }
}

TEST(LasHeader, AnOffsetThatSwallowsTheScaleIsWarnedOf) {
  const auto warning = [](double offset, double scale) {
    LasMaker maker = maker_of(2, 0, 1);
    maker.offset = offset;
    maker.scale = scale;
    const TemporaryFile file(maker.bytes());
    base::Log log;
    const Tile tile(std::make_shared<base::Life>(), file.path(), &log);
    base::Level level{};
    std::string text;
    return log.next(level, text) ? text : "";
  };
  EXPECT_EQ(warning(5e6, 1e-3), "");  // any place on Earth, in millimetres
  EXPECT_EQ(warning(-5e6, 1e-9), "");
  const std::string text = warning(-1e13, 1e-3);
  EXPECT_NE(text.find("the X offset is -1e+13, where numbers are 0.002 apart: steps of its scale, "
                      "0.001, are lost"),
            std::string::npos)
      << text;
}

TEST(LasHeader, MissingFilesAndFoldersSaySo) {
  try {
    Tile(std::make_shared<base::Life>(), "/nowhere/a.las");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::not_found);
  }
  try {
    Tile(std::make_shared<base::Life>(), "/");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::io);
    EXPECT_STREQ(error.what(), "/: is not a regular file");
  }
}

std::string geo_keys(const std::vector<std::array<uint16_t, 4>>& entries) {
  std::string out;
  const auto add = [&](uint16_t value) {
    out += static_cast<char>(value & 0xFF);
    out += static_cast<char>(value >> 8);
  };
  for (const uint16_t value : {uint16_t{1}, uint16_t{1}, uint16_t{0}}) add(value);
  add(static_cast<uint16_t>(entries.size()));
  for (const auto& entry : entries) {
    for (const uint16_t value : entry) add(value);
  }
  return out;
}

Units units_of(std::vector<test::LasRecord> records, uint16_t encoding = 0, bool extended = false) {
  LasMaker maker = maker_of(4, 6);
  maker.global_encoding = encoding;
  (extended ? maker.extended_records : maker.records) = std::move(records);
  const TemporaryFile file(maker.bytes());
  return open_tile(file).units();
}

constexpr char kFeetWkt[] =
    "COMPD_CS[\"x [a]\",PROJCS[\"NAD83 / "
    "Oregon\",GEOGCS[\"NAD83\",DATUM[\"D\",SPHEROID[\"G\",6378137,"
    "298.25]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],PROJECTION[\"Lambert\"],"
    "UNIT[\"foot\",0.3048],AXIS[\"X\",EAST]],VERT_CS[\"NAVD88\",VERT_DATUM[\"N\",2005],"
    "UNIT[\"metre\",1.0]]]";

TEST(LasUnits, AreFoundInGeoKeysAndWkt) {
  EXPECT_EQ(units_of({}).source, UnitSource::assumed);
  EXPECT_EQ(units_of({}).per_metre, 1);

  const Units feet = units_of({{"LASF_Projection", 34735, geo_keys({{3076, 0, 1, 9002}})}});
  EXPECT_EQ(feet.source, UnitSource::geo_keys);
  EXPECT_DOUBLE_EQ(feet.per_metre, 1 / 0.3048);
  EXPECT_DOUBLE_EQ(feet.z_per_metre, 1 / 0.3048);

  const Units survey =
      units_of({{"LASF_Projection", 34735, geo_keys({{3076, 0, 1, 9003}, {4099, 0, 1, 9001}})}});
  EXPECT_DOUBLE_EQ(survey.per_metre, 3937.0 / 1200);
  EXPECT_DOUBLE_EQ(survey.z_per_metre, 1);

  std::string two_doubles(16, '\0');
  LasMaker::put<double>(two_doubles, 8, 0.5);
  const Units own =
      units_of({{"LASF_Projection", 34735, geo_keys({{3076, 0, 1, 32767}, {3077, 34736, 1, 1}})},
                {"LASF_Projection", 34736, two_doubles}});
  EXPECT_DOUBLE_EQ(own.per_metre, 2);

  const Units degrees = units_of({{"LASF_Projection", 34735, geo_keys({{1024, 0, 1, 2}})}});
  EXPECT_EQ(degrees.source, UnitSource::angular);
  EXPECT_EQ(degrees.per_metre, 0);

  for (const bool extended : {false, true}) {
    const Units wkt = units_of({{"LASF_Projection", 2112, kFeetWkt}}, 16, extended);
    EXPECT_EQ(wkt.source, UnitSource::wkt);
    EXPECT_DOUBLE_EQ(wkt.per_metre, 1 / 0.3048);
    EXPECT_DOUBLE_EQ(wkt.z_per_metre, 1);
  }
}

TEST(LasUnits, NonsenseInThemIsNotBelieved) {
  for (const char* wkt :
       {"", "PROJCS", "PROJCS[", "PROJCS[\"", "PROJCS[UNIT[", "PROJCS[UNIT[\"a\"",
        "PROJCS[UNIT[\"a\",", "PROJCS[UNIT[\"a\",nan]]", "PROJCS[]]]UNIT[\"a\",2]",
        "VERT_CS[UNIT[\"a\",-1]]", "PROJCS[UNIT[\"a\",0]]"}) {
    EXPECT_EQ(units_of({{"LASF_Projection", 2112, wkt}}, 16).source, UnitSource::assumed) << wkt;
  }
  for (const std::string& keys :
       {std::string(3, '\1'), geo_keys({{3077, 34736, 1, 65535}}), geo_keys({{3076, 0, 1, 1}})}) {
    EXPECT_EQ(units_of({{"LASF_Projection", 34735, keys}}).source, UnitSource::assumed);
  }
}

}  // namespace
}  // namespace weir::points
