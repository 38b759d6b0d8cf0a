// SPDX-License-Identifier: Apache-2.0
// Proves: each ready-made check draws its line where it says, and says what is wrong in words a
// person can act on (A-072, A-073, A-080, A-091).
#include "validate/checks.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include "base/nearest.hpp"
#include "base/status.hpp"

namespace weir::validate {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// What the check says about {"x": value}: "" when it passes.
std::string says(const CheckPtr& check, const std::string& value) {
  Complaint complaint;
  const bool passes = check->passes(*Json::parse("{\"x\":" + value + "}"), complaint);
  EXPECT_EQ(passes, complaint.message.empty());
  return complaint.message;
}

JsonPointer x() {
  return place_of("x");
}

TEST(Checks, RangesIncludeTheirBoundsExactly) {
  const auto check = range(x(), 0.0001, 0.1);
  EXPECT_EQ(says(check, "0.0001"), "");
  EXPECT_EQ(says(check, "0.1"), "");
  EXPECT_EQ(says(check, "0.10000000000000002"),
            "0.10000000000000002 is not between 0.0001 and 0.1");
  EXPECT_EQ(says(check, "true"), "true is not a number (between 0.0001 and 0.1)");
  EXPECT_EQ(says(check, "\"0.01\""), "\"0.01\" is not a number (between 0.0001 and 0.1)");
  EXPECT_EQ(says(check, "{}"), "an object is not a number (between 0.0001 and 0.1)");
  EXPECT_EQ(says(range(x(), 0, 0x1p53), "9007199254740993"),
            "9007199254740993 is not between 0 and 9007199254740992");
  EXPECT_EQ(says(range(x(), 1, kInfinity), "0"), "0 is not at least 1");
  EXPECT_EQ(says(range(x(), -kInfinity, 1), "2"), "2 is not at most 1");
  EXPECT_EQ(says(range(x(), -kInfinity, kInfinity), "1e308"), "");
  EXPECT_THROW(range(x(), 2, 1), Error);
  EXPECT_THROW(range(x(), std::numeric_limits<double>::quiet_NaN(), 1), Error);
}

TEST(Checks, NanCannotEvenArrive) {  // A-080: it must not pass as a number
  EXPECT_THROW(Json::parse("{\"x\":NaN}"), Error);
}

TEST(Checks, LongValuesAreCutInMessages) {
  const std::string message = says(range(x(), 0, 1), "\"" + std::string(500, 'a') + "\"");
  EXPECT_EQ(message, "\"" + std::string(60, 'a') + "... is not a number (between 0 and 1)");
}

TEST(Checks, RequiredNamesTheKeyThatWasPerhapsMeant) {
  const auto hint = [](const char* field, const char* config) {
    Complaint complaint;
    EXPECT_FALSE(required(place_of(field))->passes(*Json::parse(config), complaint));
    return complaint.hint;
  };
  EXPECT_EQ(hint("/train/batch_size", R"({"train":{"batch_siez":1,"rate":2}})"),
            "add it, or rename \"batch_siez\" to it");
  EXPECT_EQ(hint("/train/batch_size", R"({"train":{"rate":2}})"), "add it");
  EXPECT_EQ(hint("/train/batch_size", R"({"train":[1]})"), "add it");
  EXPECT_EQ(hint("batch_size", "[]"), "add it");
}

TEST(Checks, TypesCombine) {
  const auto check = type(x(), 1u << 4 | 1u << 1 | kInteger);
  EXPECT_EQ(says(check, "\"a\""), "");
  EXPECT_EQ(says(check, "null"), "");
  EXPECT_EQ(says(check, "18446744073709551616"), "");
  EXPECT_EQ(says(check, "0.5"), "0.5 is not null, a string or a whole number");
  EXPECT_EQ(says(type(x(), 1u << 2), "1"), "1 is not a boolean");
}

TEST(Checks, PatternsAreLinear) {
  // Exponential for a backtracking engine; here it is over at once.
  EXPECT_NE(says(pattern(x(), "^(a+)+$"), "\"" + std::string(50000, 'a') + "!\""), "");
  EXPECT_EQ(says(pattern(x(), "b"), "\"abc\""), "");
  EXPECT_EQ(says(pattern(x(), "^b$"), "\"abc\""), "\"abc\" does not match ^b$");
  EXPECT_EQ(says(pattern(x(), "^\\pL+$"), "\"\xC3\xA9t\xC3\xA9\""), "");
}

class Paths : public ::testing::Test {
 protected:
  void SetUp() override {
    char made[] = "/tmp/weir_checks_XXXXXX";
    ASSERT_NE(mkdtemp(made), nullptr);
    root_ = made;
    std::ofstream(root_ + "/file") << "x";
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  // What the check says about a path below the root, without the path itself.
  std::string at(const char* below, PathWish wish) {
    const std::string quoted = "\"" + root_ + below + "\"";
    const std::string said = says(path(x(), wish), quoted);
    return said.rfind(quoted, 0) == 0 ? said.substr(quoted.size()) : said;
  }
  std::string root_;
};

TEST_F(Paths, Kinds) {
  EXPECT_EQ(at("/absent", {}), "");
  EXPECT_EQ(at("/absent", {.exists = true}), " does not exist");
  EXPECT_EQ(at("/file/below", {.exists = true}), " does not exist");
  EXPECT_EQ(at("/file", {.exists = true, .file = true}), "");
  EXPECT_EQ(at("/file", {.directory = true}), " is not a directory");
  EXPECT_EQ(at("", {.file = true}), " is not a file");
  EXPECT_EQ(at("/absent", {.file = true}), "");
  EXPECT_EQ(says(path(x(), {}), "5"), "5 is not a path");
  EXPECT_EQ(says(path(x(), {}), "\"\""), "\"\" is not a path");
}

TEST_F(Paths, Making) {
  EXPECT_EQ(at("/a/b/c", {.exists = true, .create = true}), "");
  EXPECT_TRUE(std::filesystem::is_directory(root_ + "/a/b/c"));
  EXPECT_EQ(at("/d/e/out.bin", {.file = true, .create = true, .writable = true}), "");
  EXPECT_TRUE(std::filesystem::is_directory(root_ + "/d/e"));
  EXPECT_FALSE(std::filesystem::exists(root_ + "/d/e/out.bin"));
  EXPECT_EQ(at("/file/x", {.create = true}), " cannot be made: Not a directory");
}

TEST_F(Paths, Writing) {
  EXPECT_EQ(at("/file", {.writable = true}), "");
  EXPECT_EQ(at("/new", {.writable = true}), "");
  EXPECT_EQ(at("/absent/new", {.writable = true}),
            " cannot be made there: No such file or directory");
  if (geteuid() == 0) return;  // root may write everywhere
  ASSERT_EQ(chmod((root_ + "/file").c_str(), 0400), 0);
  EXPECT_EQ(at("/file", {.writable = true}), " cannot be written: Permission denied");
}

TEST(Nearest, FindsTheSlipOfTheHand) {
  using weir::base::Nearest;
  using weir::base::slips;
  EXPECT_EQ(slips("same", "same", 100), 0u);
  EXPECT_EQ(slips("Same", "same", 100), 1u);
  EXPECT_EQ(slips("siez", "size", 100), 2u);
  EXPECT_EQ(slips("", "ab", 100), 4u);
  EXPECT_EQ(slips("kitten", "sitting", 100), 6u);
  EXPECT_EQ(slips("kitten", "sitting", 6), 6u);
  EXPECT_EQ(slips("kitten", "sitting", 5), 5u);
  EXPECT_EQ(slips("abcdefgh", "xxxxxxxx", 3), 3u);
  EXPECT_EQ(slips("ab", "ba", 3), 2u);
  Nearest nearest("batch_siez");
  for (const char* name : {"bath_tub", "batch_size", "lod_level"}) nearest.offer(name);
  EXPECT_EQ(nearest.name(), "batch_size");
  Nearest far("x");
  far.offer("gpu_memory_fraction");
  EXPECT_FALSE(far);
}

}  // namespace
}  // namespace weir::validate
