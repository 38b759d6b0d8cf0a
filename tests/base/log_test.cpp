// SPDX-License-Identifier: Apache-2.0
// Proves: the log keeps what is worth keeping, hears what a caller's function does wrong, and says
// how much it had to forget.
#include "base/log.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace weir::base {
namespace {

std::vector<std::string> drain(Log& log) {
  std::vector<std::string> lines;
  Level level;
  std::string text;
  while (log.next(level, text)) lines.push_back(text);
  return lines;
}

using Lines = std::vector<std::string>;

void remember(void* user, uint32_t, const char* text) {
  static_cast<Lines*>(user)->push_back(text);
}

TEST(Log, BelowTheLevelNothingIsKept) {
  Log log;
  EXPECT_FALSE(log.enabled(Level::info));
  log.write(Level::info, "quiet");
  log.write(Level::warning, "loud %d", 7);
  EXPECT_EQ(drain(log), Lines{"loud 7"});
}

TEST(Log, TheFunctionAndTheRingHearTheSame) {
  Log log;
  Lines heard;
  log.set(Level::debug, remember, own_user(&heard, nullptr));
  log.write(Level::debug, "one");
  log.write(Level::error, "two");
  EXPECT_EQ(heard, (Lines{"one", "two"}));
  EXPECT_EQ(drain(log), heard);
}

TEST(Log, AFullRingSaysWhatItForgot) {
  Log log;
  for (size_t i = 0; i < Log::kRingLines + 3; ++i) log.write(Level::error, "%zu", i);
  const Lines lines = drain(log);
  ASSERT_EQ(lines.size(), Log::kRingLines + 1);
  EXPECT_EQ(lines[0], "3 older lines were lost: the log keeps 256");
  EXPECT_EQ(lines[1], "3");
  EXPECT_TRUE(drain(log).empty());
}

TEST(Log, AThrowingFunctionIsContainedAndNoted) {
  Log log;
  log.set(
      Level::warning, [](void*, uint32_t, const char*) { throw std::runtime_error("no"); },
      own_user(nullptr, nullptr));
  log.write(Level::error, "line");
  const Lines lines = drain(log);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "line");
  EXPECT_NE(lines[1].find("threw"), std::string::npos);
}

TEST(Log, AFunctionThatLogsDoesNotRunForEver) {
  Log log;
  log.set(
      Level::warning,
      [](void* user, uint32_t, const char*) {
        static_cast<Log*>(user)->write(Level::warning, "inner");
      },
      own_user(&log, nullptr));
  log.write(Level::warning, "outer");
  EXPECT_EQ(drain(log), (Lines{"outer", "inner"}));
}

TEST(Log, TheUserIsFreedOnceWhenReplaced) {
  int freed = 0;
  const auto count = [](void* user) { ++*static_cast<int*>(user); };
  {
    Log log;
    log.set(Level::warning, nullptr, own_user(&freed, count));
    EXPECT_EQ(freed, 0);
    log.set(Level::warning, nullptr, own_user(&freed, count));
    EXPECT_EQ(freed, 1);
  }
  EXPECT_EQ(freed, 2);
}

TEST(Log, AnUndeliveredLineComesFirstAgain) {
  Log log;
  log.write(Level::error, "a");
  log.write(Level::error, "b");
  Level level;
  std::string text;
  ASSERT_TRUE(log.next(level, text));
  log.unread(level, text);
  EXPECT_EQ(drain(log), (Lines{"a", "b"}));
}

}  // namespace
}  // namespace weir::base
