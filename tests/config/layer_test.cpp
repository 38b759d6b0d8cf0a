// SPDX-License-Identifier: Apache-2.0
// Proves: layers merge key by key, arrays and scalars are replaced or put behind one another as
// asked, a null takes away, nothing that was written is altered on the way, and a difference names
// every place once.
#include "config/layer.hpp"

#include <gtest/gtest.h>

#include "base/status.hpp"
#include "config/config.hpp"

namespace {

using namespace weir;
using namespace weir::config;

LayerPtr layer(const char* text, LayerKind kind = LayerKind::file) {
  return Layer::read(kind, "", text);
}

std::string merged(std::vector<LayerPtr> layers, MergeRules rules = {}) {
  return merge_layers(layers, rules);
}

TEST(Layers, ObjectsGrowTogetherAndTheRestIsReplaced) {
  EXPECT_EQ(merged({layer(R"({"a": {"x": 1, "y": 2}, "b": [1, 2]})"),
                    layer(R"({"a": {"y": 3, "z": 4}, "b": [3]})")}),
            R"({"a": {"x": 1, "y": 3, "z": 4}, "b": [3]})");
  EXPECT_EQ(merged({layer(R"({"a": {"x": 1}})"), layer(R"({"a": 5})")}), R"({"a": 5})");
  EXPECT_EQ(
      merged({layer(R"({"a": 5})"), layer(R"({"a": {"x": 1}})"), layer(R"({"a": {"y": 2}})")}),
      R"({"a": {"x": 1, "y": 2}})");
  EXPECT_EQ(merged({layer("{}"), layer("{}")}), "{}");
  EXPECT_EQ(merged({}), "{}");
}

TEST(Layers, RulesChooseHow) {
  const std::vector<LayerPtr> layers = {layer(R"({"p": ["a"], "o": {"x": 1}})"),
                                        layer(R"({"p": ["b"], "o": {"y": 2}})")};
  EXPECT_EQ(merged(layers, {{"/p", MergeRule::append}, {"/o", MergeRule::replace}}),
            R"({"p": ["a", "b"], "o": {"y": 2}})");
  EXPECT_EQ(merged({layer(R"({"p": 5})"), layer(R"({"p": ["b"]})"), layer(R"({"p": ["c"]})")},
                   {{"/p", MergeRule::append}}),
            R"({"p": ["b", "c"]})");
}

TEST(Layers, ANullTakesAwayAndIsAValueWhereNothingWas) {
  EXPECT_EQ(merged({layer(R"({"a": 1, "b": null})"), layer(R"({"a": null})")}), R"({"b": null})");
  EXPECT_EQ(
      merged({layer(R"({"a": {"x": 1}})"), layer(R"({"a": null})"), layer(R"({"a": {"y": 2}})")}),
      R"({"a": {"y": 2}})");
  EXPECT_EQ(merged({layer("{}"), layer(R"({"a": null})", LayerKind::program)}), "{}");
  EXPECT_EQ(merge_layers({layer(R"({"a": 1})"), layer(R"({"a": null})")}, {}, true),
            R"({"a": null})");
}

TEST(Layers, NothingIsAltered) {
  constexpr const char* text =
      R"({"big": 12345678901234567890123, "small": 1e-300, "text": "a\u0000é\"\\", "deep": [[{}]]})";
  base::JsonTape before, after;
  before.read(text);
  const std::string whole = merged({layer(text)});
  after.read(whole);
  EXPECT_EQ(before.write(0), after.write(0));
}

TEST(Layers, WhatIsNoObjectIsRefusedByName) {
  try {
    Layer::read(LayerKind::file, "a.json", "[1]");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::invalid);
    EXPECT_NE(std::string(error.what()).find("a.json"), std::string::npos);
  }
}

TEST(Differences, EveryPlaceOnce) {
  EXPECT_EQ(difference(R"({"a": 1, "b": {"x": [1], "y": 2}, "c": 3})",
                       R"({"b": {"x": [2], "y": 2, "z": {}}, "a": 1})"),
            R"([{"path":"/b/x","change":"changed","before":[1],"after":[2]},)"
            R"({"path":"/b/z","change":"added","after":{}},)"
            R"({"path":"/c","change":"removed","before":3}])");
  EXPECT_EQ(difference("{}", "{}"), "[]");
}

}  // namespace
