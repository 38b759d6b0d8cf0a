// SPDX-License-Identifier: Apache-2.0
// Proves: phases are found by path or by a last name that is theirs alone, whatever characters the
// names hold, and an ambiguous name lists what it could mean.
#include "profile/paths.hpp"

#include <gtest/gtest.h>

#include "base/status.hpp"

namespace weir::profile {
namespace {

TEST(Paths, AreFoundByPathAndByLoneName) {
  Paths paths;
  const uint32_t pipeline = paths.add(Paths::kTop, "pipeline");
  const uint32_t load = paths.add(pipeline, "load");
  EXPECT_EQ(paths.find("pipeline"), pipeline);
  EXPECT_EQ(paths.find("pipeline/load"), load);
  EXPECT_EQ(paths.find("load"), load);
  EXPECT_EQ(paths.key(load), "load");
  for (const char* absent :
       {"", "/", "loa", "load/pipeline", "pipeline/", "/pipeline", "pipeline//load"}) {
    EXPECT_EQ(paths.find(absent), Paths::kTop) << absent;
  }
}

TEST(Paths, ANameOfSeveralIsAnErrorThatListsThem) {
  Paths paths;
  for (const char* tile : {"a", "b"}) paths.add(paths.add(Paths::kTop, tile), "validate");
  EXPECT_EQ(paths.key(2), "a/validate");
  EXPECT_EQ(paths.path(paths.find("b/validate")), "b/validate");
  try {
    paths.find("validate");
    FAIL() << "the name was not ambiguous";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::invalid);
    EXPECT_STREQ(
        error.what(),
        "2 phases are named 'validate': give the path of the one meant: a/validate, b/validate");
  }
}

TEST(Paths, ALongListIsCutShort) {
  Paths paths;
  for (int i = 0; i < 100; ++i) paths.add(paths.add(Paths::kTop, std::to_string(i)), "x");
  try {
    paths.find("x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("100 phases"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("7/x, ..."), std::string::npos);
  }
}

TEST(Paths, SlashesAndTildesInNamesAreEscaped) {
  Paths paths;
  const uint32_t file = paths.add(Paths::kTop, "tile_/data/~x.las");
  const uint32_t read = paths.add(file, "read");
  EXPECT_EQ(paths.path(read), "tile_~1data~1~0x.las/read");
  EXPECT_EQ(paths.find(paths.path(read)), read);
  EXPECT_EQ(paths.find("tile_/data/~x.las"), file);  // as it is, it is a lone last name
}

// A path wins over a name that reads like it, and the key of such a name is its path.
TEST(Paths, ANameThatReadsLikeAPathDoesNotHideIt) {
  Paths paths;
  const uint32_t a = paths.add(Paths::kTop, "a");
  const uint32_t inner = paths.add(a, "b");
  const uint32_t odd = paths.add(Paths::kTop, "a/b");
  EXPECT_EQ(paths.find("a/b"), inner);
  EXPECT_EQ(paths.key(odd), "a~1b");
  for (const uint32_t id : {a, inner, odd}) EXPECT_EQ(paths.find(paths.key(id)), id);
}

}  // namespace
}  // namespace weir::profile
