// SPDX-License-Identifier: Apache-2.0
// Proves: rules written as data are the rules they say, and a document with a mistake adds nothing
// and names the place.
#include "validate/document.hpp"

#include <gtest/gtest.h>

#include "base/status.hpp"

namespace weir::validate {
namespace {

std::string refusal(const std::string& document) {
  Rules rules;
  try {
    add_document(rules, *Json::parse(document));
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::invalid);
    EXPECT_EQ(rules.count(), 0u) << document;
    return error.what();
  }
  return "(accepted)";
}

TEST(Document, EveryKindBecomesItsRule) {
  Rules rules;
  add_document(rules, *Json::parse(R"({"$comment": "training", "rules": [
    {"rule": "lod"}, {"rule": "gpu"},
    {"rule": "required", "field": "dataset"},
    {"rule": "range", "field": "/train/batch", "min": 16, "max": 512, "name": "batch"},
    {"rule": "type", "field": "epochs", "types": ["integer", "null"]},
    {"rule": "choice", "field": "mode", "choices": ["fast", "best"]},
    {"rule": "pattern", "field": "tag", "pattern": "^v[0-9]+$", "severity": "warning"},
    {"rule": "path", "field": "out", "must": ["exists", "directory"], "level": "thorough"}]})"));
  EXPECT_EQ(rules.count(), 8u);

  const auto good = Json::parse(
      R"({"lod_level": "LOD2", "gpu_memory_fraction": 0.5, "dataset": "d", "train": {"batch": 16},
          "epochs": 3, "mode": "best", "tag": "v1", "out": "/"})");
  EXPECT_TRUE(rules.validate(*good, {Level::exhaustive, true}).count() == 0);

  const auto bad = Json::parse(
      R"({"lod_level": "LOD9", "gpu_memory_fraction": 2, "train": {"batch": 15},
          "epochs": 3.5, "mode": "worst", "tag": "one", "out": "/no/such/place"})");
  const Report report = rules.validate(*bad, {Level::exhaustive, false});
  EXPECT_EQ(report.count(), 8u);
  // The path rule is THOROUGH: STANDARD leaves it out.
  EXPECT_EQ(rules.validate(*bad, {Level::standard, false}).count(), 7u);
}

TEST(Document, MistakesAreNamedWithTheirPlaceAndTheNearestWord) {
  EXPECT_EQ(refusal(R"([])"),
            "a rules document is an object with a list of rules: {\"rules\": [...]}");
  EXPECT_EQ(refusal(R"({"rules": [], "ruels": 1})"),
            "/ruels: a rules document has no such key: only \"rules\" and \"$comment\"");
  EXPECT_EQ(refusal(R"({"rules": [1]})"),
            "/rules/0: a rule is an object such as {\"rule\": \"lod\"}");
  EXPECT_EQ(refusal(R"({"rules": [{"rule": "lod"}, {"rule": "rang", "field": "a"}]})"),
            "/rules/1/rule: there is no kind of rule \"rang\": did you mean \"range\"?");
  EXPECT_EQ(refusal(R"({"rules": [{"rule": "range", "field": "a", "min": 1}]})"),
            "/rules/0: the key \"max\" is missing: give a number");
  EXPECT_EQ(refusal(R"({"rules": [{"rule": "range", "feild": "a", "min": 1, "max": 2}]})"),
            "/rules/0/feild: this kind of rule has no such key: did you mean \"field\"?");
  EXPECT_EQ(
      refusal(R"({"rules": [{"rule": "lod", "severity": "warn"}]})"),
      "/rules/0/severity: \"warn\" is not known: use one of error, warning, info, suggestion");
  EXPECT_EQ(refusal(R"({"rules": [{"rule": "lod", "level": 3}]})"),
            "/rules/0/level: this has to be a string, not a number");
  EXPECT_EQ(refusal(R"({"rules": [{"rule": "type", "field": "a", "types": ["text"]}]})"),
            "/rules/0/types: \"text\" is not known: use one of null, boolean, number, string, "
            "array, object, integer");
  EXPECT_EQ(refusal(R"({"rules": [{"rule": "choice", "field": "a", "choices": []}]})"),
            "/rules/0/choices: this list is empty");
}

TEST(Document, WhatAMakerRefusesIsToldWithItsPlace) {
  EXPECT_EQ(
      refusal(R"({"rules": [{"rule": "pattern", "field": "a", "pattern": "("}]})").substr(0, 10),
      "/rules/0: ");
  EXPECT_EQ(
      refusal(R"({"rules": [{"rule": "range", "field": "a", "min": 2, "max": 1}]})").substr(0, 10),
      "/rules/0: ");
}

}  // namespace
}  // namespace weir::validate
