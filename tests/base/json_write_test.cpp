// SPDX-License-Identifier: Apache-2.0
// Proves: what is written reads back as the same value, and canonical text is one per value.
#include "base/json_write.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "base/json_number.hpp"

namespace weir::base {
namespace {

std::string number(double value) {
  std::string text;
  append_number(text, value);
  return text;
}

TEST(JsonWrite, NumbersAreLaidOutAsRfc8785Shows) {
  EXPECT_EQ(number(0), "0");
  EXPECT_EQ(number(-0.0), "-0");
  EXPECT_EQ(number(5e-324), "5e-324");
  EXPECT_EQ(number(-1.7976931348623157e308), "-1.7976931348623157e+308");
  EXPECT_EQ(number(9007199254740992), "9007199254740992");
  EXPECT_EQ(number(295147905179352830000.0), "295147905179352830000");
  EXPECT_EQ(number(9.999999999999997e22), "9.999999999999997e+22");
  EXPECT_EQ(number(1e21), "1e+21");
  EXPECT_EQ(number(1e20), "100000000000000000000");
  EXPECT_EQ(number(1e-6), "0.000001");
  EXPECT_EQ(number(1e-7), "1e-7");
  EXPECT_EQ(number(333333333.33333329), "333333333.3333333");
  EXPECT_EQ(number(100000), "100000");
  EXPECT_EQ(number(0.1), "0.1");
}

TEST(JsonWrite, EveryDoubleReadsBackAsItself) {
  std::mt19937_64 random(20240229);
  for (int i = 0; i < 20000; ++i) {
    const uint64_t bits = random();
    double value;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(Json::parse(number(value))->root().number(), value) << number(value);
  }
}

TEST(JsonWrite, CompactPrettyCanonical) {
  const auto json =
      Json::parse(R"({"b": [1, {"y": null, "x": []}], "a": {}, "t": "\u001f\u20ac/\"", "z": -0})");
  EXPECT_EQ(
      write_json(json->root()),
      "{\"b\":[1,{\"y\":null,\"x\":[]}],\"a\":{},\"t\":\"\\u001f\xE2\x82\xAC/\\\"\",\"z\":-0}");
  EXPECT_EQ(
      write_json(json->root(), JsonStyle::canonical),
      "{\"a\":{},\"b\":[1,{\"x\":[],\"y\":null}],\"t\":\"\\u001f\xE2\x82\xAC/\\\"\",\"z\":0}");
  EXPECT_EQ(write_json(json->find("/b"), JsonStyle::pretty),
            "[\n  1,\n  {\n    \"y\": null,\n    \"x\": []\n  }\n]");
}

TEST(JsonWrite, CanonicalKeysAreSortedByUtf16Units) {
  // The example of RFC 8785, section 3.2.3.
  const auto json = Json::parse(
      R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",)"
      R"("1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",)"
      R"("\u00f6":"Latin Small Letter O With Diaeresis"})");
  const auto sorted = Json::parse(write_json(json->root(), JsonStyle::canonical));
  const char* const order[] = {"Carriage Return",
                               "One",
                               "Control",
                               "Latin Small Letter O With Diaeresis",
                               "Euro Sign",
                               "Emoji: Grinning Face",
                               "Hebrew Letter Dalet With Dagesh"};
  for (size_t i = 0; i < 7; ++i) EXPECT_EQ(sorted->root().child(i).string(), order[i]);
}

TEST(JsonWrite, PieceByPiece) {
  JsonWriter json;
  json.begin_object().key("n").value(uint64_t{18446744073709551615u}).key("i").value(int64_t{-5});
  json.key("d").value(0.5).key("inf").value(std::numeric_limits<double>::infinity());
  json.key("t")
      .value("a\tb\xFF")
      .key("y")
      .value(true)
      .key("l")
      .begin_array()
      .end_array()
      .end_object();
  EXPECT_EQ(
      json.take(),
      "{\"n\":18446744073709551615,\"i\":-5,\"d\":0.5,\"inf\":null,\"t\":\"a\\tb\xEF\xBF\xBD\","
      "\"y\":true,\"l\":[]}");
}

}  // namespace
}  // namespace weir::base
