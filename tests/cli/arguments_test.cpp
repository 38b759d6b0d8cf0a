// SPDX-License-Identifier: Apache-2.0
// Proves: a command line means what its table says, and a wrong one is refused with the remedy.
#include "cli/arguments.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "cli/text.hpp"

namespace weir::cli {
namespace {

const Command kSample{"sample",
                      "FILE...",
                      "does things",
                      "Details.\n",
                      {{"out", 'o', "DIR", "where to"},
                       {"json", 0, nullptr, "as JSON"},
                       {"level", 'l', "N", "how much"}}};

Arguments parse(std::vector<std::string> words) {
  return Arguments::parse(kSample, words);
}

std::string refusal(std::vector<std::string> words) {
  try {
    parse(std::move(words));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Arguments, EverySpellingOfAnOption) {
  EXPECT_EQ(parse({"-o", "x"}).value("out"), "x");
  EXPECT_EQ(parse({"-ox"}).value("out"), "x");
  EXPECT_EQ(parse({"--out", "x"}).value("out"), "x");
  EXPECT_EQ(parse({"--out=x"}).value("out"), "x");
  EXPECT_EQ(parse({"--out="}).value("out", "kept"), "");
  EXPECT_TRUE(parse({"--json"}).has("json"));
  EXPECT_FALSE(parse({}).has("json"));
}

TEST(Arguments, OperandsMayStandAnywhereAndStartWithADash) {
  const Arguments arguments = parse({"a", "--json", "b", "-", "--", "-c"});
  EXPECT_EQ(arguments.operands(), (std::vector<std::string>{"a", "b", "-", "-c"}));
}

TEST(Arguments, WrongOnesAreRefusedWithTheRemedy) {
  EXPECT_EQ(refusal({"--nope"}), "there is no option --nope (see: weir sample --help)");
  EXPECT_EQ(refusal({"--jsn"}),
            "there is no option --jsn: did you mean \"--json\"? (see: weir sample --help)");
  EXPECT_EQ(refusal({"-x"}), "there is no option -x (see: weir sample --help)");
  EXPECT_EQ(refusal({"--out"}), "--out needs a value: --out DIR");
  EXPECT_EQ(refusal({"--json=1"}), "--json takes no value");
}

TEST(Arguments, WhatIsNearIsOffered) {
  EXPECT_EQ(did_you_mean("pipelin", {"info", "pipeline"}), ": did you mean \"pipeline\"?");
  EXPECT_EQ(did_you_mean("explode", {"info", "pipeline"}), "");
  EXPECT_EQ(did_you_mean("\xff\"", {"info"}), "");
}

TEST(Text, WordsForPeopleCarryNoNamesForProgrammers) {
  using std::runtime_error;
  EXPECT_EQ(words_of(runtime_error("weir_tile_open: a.las: cut short")), "a.las: cut short");
  EXPECT_EQ(words_of(runtime_error("weir_tile_open")), "weir_tile_open");
  EXPECT_EQ(words_of(runtime_error("weir_in a.las: cut short")), "weir_in a.las: cut short");
  EXPECT_EQ(words_of(runtime_error("a.las: cut short")), "a.las: cut short");
  EXPECT_EQ(words_about("a.las", runtime_error("weir_x: cannot open a.las")), "cannot open a.las");
  EXPECT_EQ(words_about("a.las", runtime_error("no memory")), "a.las: no memory");
}

TEST(Arguments, NumbersHaveBounds) {
  EXPECT_EQ(parse({"-l", "7"}).number("level", 1, 0, 9), 7u);
  EXPECT_EQ(parse({}).number("level", 1, 0, 9), 1u);
  for (const char* bad : {"10", "-1", "7x", "", "1e1", "99999999999999999999"}) {
    EXPECT_THROW(parse({"-l", bad}).number("level", 1, 0, 9), UsageError) << bad;
  }
}

TEST(Arguments, HelpShowsEveryOption) {
  const std::string help = help_text(kSample);
  EXPECT_NE(help.find("Usage: weir sample [OPTIONS] FILE..."), std::string::npos);
  EXPECT_NE(help.find("-o, --out DIR"), std::string::npos);
  EXPECT_NE(help.find("--json"), std::string::npos);
}

}  // namespace
}  // namespace weir::cli
