// SPDX-License-Identifier: Apache-2.0
// Proves: a variable finds its place without regard to case, has the type of what stands there and
// never a guessed one, and is told and left out when it has no place or does not fit.
#include "config/environment.hpp"

#include <gtest/gtest.h>

namespace {

using namespace weir::config;

const std::vector<LayerPtr>& below() {
  static const std::vector<LayerPtr> layers = {
      Layer::read(
          LayerKind::defaults, "",
          R"({"pool": {"maxWorkers": 4, "rate": 0.5, "on": false, "name": "x", "tags": [], "rest": {},
          "none": null}, "Same": 1, "same": 2})"),
      Layer::read(LayerKind::file, "a.json", R"({"Same": 3})")};
  return layers;
}

std::string text_of(const Variables& variables, std::vector<std::string>& notes,
                    const EnvironmentMap& map = {}) {
  const LayerPtr layer = environment_layer(variables, "APP", map, below(), notes);
  return layer == nullptr ? "" : layer->text;
}

TEST(Environment, ValuesHaveTheTypeThatStandsThere) {
  struct Case {
    const char* name;
    const char* value;
    const char* json;
  };
  for (const Case& one :
       {Case{"APP_POOL__MAXWORKERS", "8", R"({"pool": {"maxWorkers": 8}})"},
        Case{"APP_pool__maxWorkers", "-1", R"({"pool": {"maxWorkers": -1}})"},
        Case{"APP_POOL__MAXWORKERS", "9007199254740993",
             R"({"pool": {"maxWorkers": 9007199254740993}})"},
        Case{"APP_POOL__MAXWORKERS", "8.5", R"({"pool": {"maxWorkers": 8.5}})"},
        Case{"APP_POOL__RATE", "2", R"({"pool": {"rate": 2}})"},
        Case{"APP_POOL__ON", "YES", R"({"pool": {"on": true}})"},
        Case{"APP_POOL__NAME", "007", R"({"pool": {"name": "007"}})"},
        Case{"APP_POOL__NAME", "", R"({"pool": {"name": ""}})"},
        Case{"APP_POOL__NONE", "5", R"({"pool": {"none": "5"}})"},
        Case{"APP_POOL__NONE", "json:5", R"({"pool": {"none": 5}})"},
        Case{"APP_POOL__TAGS", "[1, 2]", R"({"pool": {"tags": [1, 2]}})"},
        Case{"APP_POOL__REST", "{\"a\": 1}", R"({"pool": {"rest": {"a": 1}}})"}}) {
    std::vector<std::string> notes;
    EXPECT_EQ(text_of({{one.name, one.value}}, notes), one.json) << one.name;
    EXPECT_TRUE(notes.empty()) << notes.front();
  }
}

TEST(Environment, WhatDoesNotFitIsToldAndLeftOut) {
  struct Case {
    const char* name;
    const char* value;
    const char* words;
  };
  for (const Case& one :
       {Case{"APP_POOL__MAXWORKERS", "8,5", "a number is wanted"},
        Case{"APP_POOL__MAXWORKERS", "", "a number is wanted"},
        Case{"APP_POOL__MAXWORKERS", "1e999", "a number is wanted"},
        Case{"APP_POOL__RATE", "inf", "a number is wanted"},
        Case{"APP_POOL__RATE", "0x1p3", "a number is wanted"},
        Case{"APP_POOL__ON", "2", "true or false"}, Case{"APP_POOL__TAGS", "1,2", "line 1"},
        Case{"APP_POOL__TAGS", "{}", "an array is wanted"},
        Case{"APP_POOL__WORKER", "1", "there is no key WORKER in /pool"},
        Case{"APP_POOL__MAX_WORKERS", "1", "did you mean maxWorkers?"},
        Case{"APP_SAME", "1", "several keys"}, Case{"APP_", "1", "there is no key"},
        Case{"APP_POOL__", "1", "there is no key"}}) {
    std::vector<std::string> notes;
    EXPECT_EQ(text_of({{one.name, one.value}}, notes), "") << one.name;
    ASSERT_EQ(notes.size(), 1u) << one.name;
    EXPECT_NE(notes[0].find(one.words), std::string::npos) << notes[0];
    EXPECT_NE(notes[0].find("is left out"), std::string::npos) << notes[0];
  }
}

TEST(Environment, OthersAreNoneOfItsBusiness) {
  std::vector<std::string> notes;
  EXPECT_EQ(text_of({{"PATH", "x"}, {"APPLE", "1"}, {"APP", "1"}}, notes), "");
  EXPECT_TRUE(notes.empty());
  EXPECT_EQ(
      text_of({{"WORKERS", "9"}, {"APP_Same", "7"}}, notes, {{"WORKERS", "/pool/maxWorkers"}}),
      R"({"Same": 7, "pool": {"maxWorkers": 9}})");
}

TEST(Environment, PartsAreLaidUponTheWholeThatAnotherVariableGives) {
  std::vector<std::string> notes;
  const Variables variables = {{"APP_POOL", R"({"name": "y", "rest": {"a": 1}})"},
                               {"APP_POOL__RATE", "2"},
                               {"SHALLOW", R"({"a": 2, "b": 3})"}};
  const EnvironmentMap map = {{"SHALLOW", "/pool/rest"}};
  EXPECT_EQ(text_of(variables, notes, map),
            R"({"pool": {"name": "y", "rest": {"a": 2, "b": 3}, "rate": 2}})");
  EXPECT_TRUE(notes.empty()) << notes.front();
}

TEST(Environment, WhatContradictsAnotherIsToldAndLeftOut) {
  struct Case {
    Variables variables;
    const char* text;
    const char* words;
  };
  const EnvironmentMap map = {
      {"ITEM", "/pool/tags/0"}, {"INTO", "/pool/rate/x"}, {"NAME", "/pool/name"}};
  for (const Case& one :
       {Case{{{"APP_POOL__NAME", "a"}, {"NAME", "b"}},
             R"({"pool": {"name": "a"}})",
             "NAME is left out: APP_POOL__NAME speaks about the same place"},
        Case{{{"APP_POOL", "json:5"}, {"APP_POOL__NAME", "a"}},
             R"({"pool": 5})",
             "APP_POOL__NAME is left out: APP_POOL says a value without keys for /pool"},
        Case{{{"ITEM", "1"}}, "", "/pool/tags is an array, which is given whole"},
        Case{{{"INTO", "1"}}, "", "/pool/rate is a value without keys"},
        Case{{{"APP_POOL__NAME", "caf\xe9"}}, "", "it is not UTF-8"}}) {
    std::vector<std::string> notes;
    EXPECT_EQ(text_of(one.variables, notes, map), one.text);
    ASSERT_EQ(notes.size(), 1u);
    EXPECT_NE(notes[0].find(one.words), std::string::npos) << notes[0];
  }
}

}  // namespace
