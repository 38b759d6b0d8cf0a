// SPDX-License-Identifier: Apache-2.0
// Proves: a rule that throws is one failed rule and the others still run; levels choose
// rules; and sets may be used, added to and cleared by many threads at once.
#include "validate/rules.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "base/status.hpp"
#include "validate/checks.hpp"
#include "validate/custom.hpp"

namespace weir::validate {
namespace {

Rule rule(const char* name, CheckPtr check, Level level = Level::fast) {
  Rule made;
  made.name = name;
  made.check = std::move(check);
  made.level = level;
  return made;
}

JsonPointer key(const char* name) {
  return place_of(name);
}

TEST(Rules, ARuleThatThrowsIsOneFailedRule) {
  Rules rules;
  rules.add(rule("standard", custom([](const Json&, Sink&) -> int32_t {
                   throw std::runtime_error("the disk went away");
                 })));
  rules.add(rule("strange", custom([](const Json&, Sink&) -> int32_t { throw 42; })));
  rules.add(rule("ours", custom([](const Json&, Sink&) -> int32_t {
                   fail(Status::io, "cannot read %s", "x");
                 })));
  rules.add(rule("silent", custom([](const Json&, Sink&) { return 0; })));
  rules.add(rule("range", range(key("n"), 1, 2)));
  const Report report = rules.validate(*Json::parse("{\"n\":3}"), {});
  ASSERT_EQ(report.count(), 5u);
  EXPECT_EQ(report.at(0).message, "the rule itself failed: the disk went away");
  EXPECT_EQ(report.at(1).message, "the rule itself failed with an exception of an unknown type");
  EXPECT_EQ(report.at(2).message, "the rule itself failed: cannot read x");
  EXPECT_EQ(report.at(3).message, "does not hold");
  EXPECT_EQ(describe(report.at(4)), "/n: 3 is not between 1 and 2 (rule range)");
}

TEST(Rules, LevelsChooseRules) {
  Rules rules;
  for (const Level level : {Level::fast, Level::standard, Level::thorough, Level::exhaustive}) {
    rules.add(rule("level", required(key("absent")), level));
  }
  const auto config = Json::parse("{}");
  EXPECT_EQ(rules.validate(*config, {Level::fast}).count(), 1u);
  EXPECT_EQ(rules.validate(*config, {}).count(), 2u);
  EXPECT_EQ(rules.validate(*config, {Level::thorough}).count(), 3u);
  EXPECT_EQ(rules.validate(*config, {Level::exhaustive}).count(), 4u);
}

TEST(Rules, CheckStopsAtTheFirstErrorAndSkipsWarnings) {
  Rules rules;
  int asked = 0;
  Rule warning = rule("warning", required(key("absent")));
  warning.severity = Severity::warning;
  rules.add(std::move(warning));
  rules.add(rule("first", range(key("n"), 1, 2)));
  rules.add(rule("second", custom([&](const Json&, Sink&) { return ++asked; })));
  EXPECT_EQ(rules.check(*Json::parse("{\"n\":3}"))->rule, "first");
  EXPECT_EQ(asked, 0);
  EXPECT_FALSE(rules.check(*Json::parse("{\"n\":2}")));
  EXPECT_EQ(asked, 1);
}

TEST(Rules, MayBeUsedAddedToAndClearedByManyThreads) {
  constexpr int kRounds = 400;
  Rules rules;
  std::atomic<int> alive{0};
  std::atomic<bool> done{false};
  struct Counted {
    explicit Counted(std::atomic<int>& counter) : alive(counter) { ++alive; }
    ~Counted() { --alive; }
    std::atomic<int>& alive;
  };
  rules.add(rule("range", range(key("n"), 1, 5)));
  const auto good = Json::parse("{\"n\":1}");
  std::atomic<int> validations{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        EXPECT_FALSE(rules.check(*good));
        EXPECT_TRUE(rules.validate(*good, {}).is_valid());
        ++validations;
      }
    });
  }
  for (int i = 0; i < kRounds || validations < 10; ++i) {
    auto counted = std::make_shared<Counted>(alive);
    rules.add(
        rule("own", custom([counted](const Json&, Sink&) { return counted->alive > 0 ? 1 : 0; })));
    if (i % 20 == 19) rules.clear();
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  rules.clear();
  EXPECT_EQ(alive, 0);
  EXPECT_EQ(rules.count(), 0u);
}

// The thread sanitizer is the judge here.
TEST(Rules, AddingAndCheckingMayRace) {
  Rules rules;
  std::atomic<bool> checking{false};
  std::atomic<bool> done{false};
  const auto good = Json::parse("{\"n\":1}");
  std::thread reader([&] {
    do {
      EXPECT_FALSE(rules.check(*good));
      checking = true;
    } while (!done);
  });
  while (!checking) std::this_thread::yield();
  for (int i = 0; i < 300; ++i) rules.add(rule("range", range(key("n"), 1, 5)));
  done = true;
  reader.join();
  EXPECT_EQ(rules.count(), 300u);
}

TEST(Rules, ARuleMayChangeTheSetItRunsIn) {
  Rules rules;
  rules.add(rule("self", custom([&](const Json&, Sink&) {
                   rules.add(rule("added", required(key("absent"))));
                   return 1;
                 })));
  const auto config = Json::parse("{}");
  EXPECT_TRUE(rules.validate(*config, {}).is_valid());  // as it was when it began
  EXPECT_EQ(rules.count(), 2u);
  EXPECT_FALSE(rules.validate(*config, {}).is_valid());
}

}  // namespace
}  // namespace weir::validate
