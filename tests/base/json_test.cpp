// SPDX-License-Identifier: Apache-2.0
// Proves: the reader takes all of RFC 8259 and nothing more, says where and why it refuses, and
// loses no value.
#include "base/json.hpp"

#include <gtest/gtest.h>

#include "base/json_write.hpp"
#include "base/status.hpp"

namespace weir::base {
namespace {

using namespace std::string_view_literals;

// "status: text" of the refusal, or "accepted".
std::string refusal(std::string_view text) {
  try {
    Json::parse(text);
  } catch (const Error& error) {
    return std::string(status_name(static_cast<int32_t>(error.status()))) + ": " + error.what();
  }
  return "accepted";
}

TEST(Json, TakesWhatTheRfcAllows) {
  const std::string_view texts[] = {
      "null",
      " true ",
      "false\n",
      "0",
      "-0",
      "-0.0",
      "1e5",
      "1E+5",
      "1.5e-3",
      "\"\"",
      "[]",
      "{}",
      "\t[ ]\r\n",
      "{ }",
      "[1,2]",
      "[[],[[]]]",
      R"({"a":{"a":1}})",
      R"({"":0})",
      R"("\/")",
      R"("\"\\\b\f\n\r\t")",
      R"("\u00e9\uD834\uDD1E")",
      "\"\x7F\"",
      "\"\xC3\xA9\xE2\x82\xAC\"",
      "\"\xF0\x9D\x84\x9E\xF4\x8F\xBF\xBF\"",
      "\"\xEF\xBF\xBF\"",
      R"("\uFFFF")",
      "123456789012345678901234567890",
      "[1 , 2\n,3]",
      R"({"a":1,"A":2})",
      R"("//")",
      "0.1000000000000000055511151231257827021181583404541015625",
      "1e-320",
      "2.2250738585072014e-308",
      "-0.000000000000000000000000000000000000000000000000000000000000000000000000000001",
      "0e999",
      "1.7976931348623157e308",
  };
  for (const auto text : texts) EXPECT_EQ(refusal(text), "accepted") << text;
}

TEST(Json, RefusesEverythingElse) {
  const std::string_view texts[] = {
      "",
      " ",
      "nul",
      "True",
      "NULL",
      "nan",
      "NaN",
      "Infinity",
      "-Infinity",
      "+1",
      "01",
      "-01",
      "1.",
      ".5",
      "-",
      "-.5",
      "1e",
      "1e+",
      "0x10",
      "1_000",
      "1 2",
      "{}{}",
      "[1] xyz",
      "[1]]",
      "[",
      "{",
      "]",
      "}",
      "[1,]",
      "[,1]",
      "[1,,2]",
      "[1 2]",
      R"({"a":1,})",
      R"({"a" 1})",
      R"({"a":})",
      R"({"a"})",
      R"({a:1})",
      R"({'a':1})",
      R"({1:1})",
      R"({"a":1 "b":2})",
      R"({"a":1]})",
      "[}",
      "// x\n1",
      "/* x */1",
      "[1] // x",
      "# x\n1",
      "\"",
      "\"\\\"",
      R"("\x")",
      R"("\u12")",
      R"("\u00zz")",
      R"("\u")",
      R"("\U0041")",
      R"("\u+123")",
      "\"\n\"",
      "\"\t\"",
      "\"\0\""sv,
      "1\0"sv,
      "\0"sv,
      "\x0B"
      "1",
      "\xC2\xA0"
      "1",
      "\xEF\xBB\xBF{}",
      "\"\xC0\x80\"",
      "\"\xC1\xBF\"",
      "\"\xE0\x80\xAF\"",
      "\"\xED\xA0\x80\"",
      "\"\xED\xBF\xBF\"",
      "\"\xF0\x80\x80\x80\"",
      "\"\xF4\x90\x80\x80\"",
      "\"\xF5\x80\x80\x80\"",
      "\"\x80\"",
      "\"\xE2\x82\"",
      "\"\xC3",
      "\"\xFF\"",
      R"("\uD800")",
      R"("\uDC00")",
      R"("\uD800\uD800")",
      R"("\uD800x")",
      R"("\uD834\n")",
      R"("\u0000")",
      R"({"a\u0000":1})",
      "1e400",
      "-1e400",
      "1e-400",
      R"({"a":1,"a":1})",
      R"({"a":1,"\u0061":2})",
      "'a'",
      "\xFF\xFE[\0"sv,
      "undefined",
      "[1,\n]",
      "tru\0"sv,
  };
  for (const auto text : texts) {
    EXPECT_EQ(refusal(text).rfind("WEIR_E_PARSE: line ", 0), 0u) << text << ": " << refusal(text);
  }
}

TEST(Json, SaysWhereWhatAndWhatToDo) {
  EXPECT_EQ(refusal("{\n  \"a\": [1, 02]\n}"),
            "WEIR_E_PARSE: line 2, column 12, at /a/1: a number starts with a needless 0");
  EXPECT_EQ(
      refusal("{\"a/b\": {\"x\": 1, \"y\": 2, \"x\": 3}}"),
      "WEIR_E_PARSE: line 1, column 26, at /a~1b/x: the key \"x\" appears twice in this object: "
      "keep one of them");
  EXPECT_EQ(refusal("[1, 2,]"),
            "WEIR_E_PARSE: line 1, column 6, at /1: a comma stands before ']': remove it");
  EXPECT_EQ(refusal("[\"\xC3\xA9\", x]"),
            "WEIR_E_PARSE: line 1, column 7, at /1: found 'x' where a value should be");
  EXPECT_EQ(
      refusal("{\"a\": 1 // one\n}"),
      "WEIR_E_PARSE: line 1, column 9, at /a: found '/' where ',' or '}' should be; JSON has no "
      "comments: remove it");
  EXPECT_EQ(
      refusal("{\"a\": {\"b\": 1, c: 2}}"),
      "WEIR_E_PARSE: line 1, column 16, at /a: found 'c' where a key in double quotes should be");
  EXPECT_EQ(refusal("[1] 2"),
            "WEIR_E_PARSE: line 1, column 5: there is text after the end of the value: remove it");
  EXPECT_EQ(
      refusal(R"(["a\u0000"])"),
      "WEIR_E_PARSE: line 1, column 4, at /0: \\u0000 cannot be kept in a text of this library: "
      "remove it");
}

TEST(Json, DepthIsLimited) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(refusal(nested(Json::kMaxDepth)), "accepted");
  EXPECT_EQ(refusal(nested(Json::kMaxDepth + 1)).rfind("WEIR_E_LIMIT: line 1, column 513", 0), 0u);
  EXPECT_EQ(refusal(std::string(1'000'000, '[')).rfind("WEIR_E_LIMIT: ", 0), 0u);
}

TEST(Json, FindsADuplicateAmongThousandsOfKeys) {
  std::string text = "{";
  for (int i = 0; i < 5000; ++i) text += format_text("\"key%d\":%d,", i, i);
  EXPECT_EQ(refusal(text + "\"last\":0}"), "accepted");
  const std::string answer = refusal(text + "\n\"key4321\":0, \"key17\":1}");
  EXPECT_EQ(answer.rfind("WEIR_E_PARSE: line 2, column 1, at /key4321: the key", 0), 0u) << answer;
}

TEST(Json, IntegersKeepEveryDigit) {
  const auto json = Json::parse(
      "[9007199254740992, 9007199254740993, 9223372036854775807, -9223372036854775808,"
      " 9223372036854775808, 18446744073709551615, 1.5, 3e2, -0.0, 1e300]");
  const auto at = [&](size_t i) { return json->root().child(i); };
  EXPECT_EQ(at(0).int64(), 9007199254740992);
  EXPECT_EQ(at(1).int64(), 9007199254740993);
  EXPECT_EQ(at(2).int64(), INT64_MAX);
  EXPECT_EQ(at(3).int64(), INT64_MIN);
  EXPECT_EQ(at(4).int64(), std::nullopt);
  EXPECT_EQ(at(4).number(), 0x1p63);
  EXPECT_EQ(at(6).int64(), std::nullopt);
  EXPECT_EQ(at(7).int64(), 300);
  EXPECT_EQ(at(8).int64(), 0);
  EXPECT_TRUE(at(9).is_whole());
  EXPECT_EQ(at(9).int64(), std::nullopt);
  EXPECT_EQ(write_json(json->root()),
            "[9007199254740992,9007199254740993,9223372036854775807,-9223372036854775808,"
            "9223372036854775808,18446744073709551615,1.5,300,-0,1e+300]");
}

TEST(Json, IntegersCompareExactlyWithABound) {
  const auto compare = [](const char* number, double bound) {
    return Json::parse(number)->root().compare(bound);
  };
  EXPECT_GT(compare("9007199254740993", 0x1p53), 0);
  EXPECT_EQ(compare("9007199254740992", 0x1p53), 0);
  EXPECT_LT(compare("9223372036854775807", 0x1p63), 0);
  EXPECT_EQ(compare("9223372036854775808", 0x1p63), 0);
  EXPECT_LT(compare("-9007199254740993", -0x1p53), 0);
  EXPECT_GT(compare("-9223372036854775807", -0x1p63), 0);
  EXPECT_LT(compare("1.5", 2), 0);
  EXPECT_EQ(compare("1.5", 1.5), 0);
}

TEST(Json, LongNumbersArriveWhole) {
  const auto json = Json::parse(
      "{\"pi\": "
      "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899, "
      "\"big\": 1234567890123456789012345678901234567890123456789012345678901234567890, \"n\": 1}");
  EXPECT_EQ(json->find("/pi").number(), 3.141592653589793);
  EXPECT_EQ(json->find("/big").number(), 1.2345678901234568e69);
  EXPECT_EQ(json->find("/big").digits(),
            "1234567890123456789012345678901234567890123456789012345678901234567890");
  EXPECT_EQ(json->find("/n").int64(), 1);
}

TEST(Json, TextsAreDecoded) {
  const auto json = Json::parse(R"({"k\u00e9\ud834\udd1e\n": "\u0041\/\u20ac\\"})");
  EXPECT_EQ(json->root().child(0).key(), "k\xC3\xA9\xF0\x9D\x84\x9E\n");
  EXPECT_EQ(json->root().child(0).string(), "A/\xE2\x82\xAC\\");
}

TEST(Json, PointersFollowRfc6901) {
  const auto json = Json::parse(
      R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"k\"l":6," ":7,"m~n":8,"Foo":9})");
  EXPECT_TRUE(json->find("").is(JsonType::object));
  EXPECT_EQ(json->find("/foo/0").string(), "bar");
  EXPECT_EQ(json->find("/").int64(), 0);
  EXPECT_EQ(json->find("/a~1b").int64(), 1);
  EXPECT_EQ(json->find("/c%d").int64(), 2);
  EXPECT_EQ(json->find("/k\"l").int64(), 6);
  EXPECT_EQ(json->find("/ ").int64(), 7);
  EXPECT_EQ(json->find("/m~0n").int64(), 8);
  EXPECT_EQ(json->find("/Foo").int64(), 9);
  for (const char* absent : {"/FOO", "/foo/2", "/foo/-", "/foo/00", "/foo/+1", "/foo/", "/foo/0/x",
                             "/foo/99999999999999999999", "/nothing"}) {
    EXPECT_FALSE(json->find(absent)) << absent;
  }
  for (const char* wrong : {"foo", "/a~", "/a~2", "/~"})
    EXPECT_THROW(json->find(wrong), Error) << wrong;
}

TEST(Json, WideContainersAreIndexed) {
  std::string text = "{\"list\":[";
  for (int i = 0; i < 1000; ++i) text += std::to_string(i) + (i < 999 ? "," : "");
  text += "]";
  for (int i = 0; i < 1000; ++i) text += format_text(",\"k%d\":%d", i, i);
  const auto json = Json::parse(text + "}");
  EXPECT_EQ(json->root().count(), 1001u);
  EXPECT_EQ(json->find("/list").count(), 1000u);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(json->find(format_text("/list/%d", i)).int64(), i);
    EXPECT_EQ(json->find(format_text("/k%d", i)).int64(), i);
    EXPECT_EQ(json->root().child(static_cast<size_t>(i) + 1).key(), format_text("k%d", i));
  }
  EXPECT_FALSE(json->find("/k1000"));
  EXPECT_FALSE(json->find("/list/1000"));
}

}  // namespace
}  // namespace weir::base
