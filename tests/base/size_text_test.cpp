// SPDX-License-Identifier: Apache-2.0
// Proves: sizes are read as people write them, and what is no size is told apart.
#include "base/size_text.hpp"

#include <gtest/gtest.h>

namespace weir::base {
namespace {

TEST(SizeText, UnitsAndShares) {
  const struct {
    const char* text;
    uint64_t bytes;
  } good[] = {{"0", 0},
              {"1048576", 1048576},
              {"512MiB", 512ull << 20},
              {"512m", 512ull << 20},
              {" 4 GB ", 4'000'000'000},
              {"4G", 4ull << 30},
              {"1.5 KiB", 1536},
              {"2TiB", 2ull << 40},
              {"7b", 7},
              {"50%", 500},
              {"12.5 %", 125}};
  for (const auto& each : good) EXPECT_EQ(parse_size(each.text, 1000), each.bytes) << each.text;
}

TEST(SizeText, WhatIsNone) {
  for (const char* text : {"", " ", "MiB", "-1", "1x", "1 MiB more", "1..5", "%", "0x10", "1e3",
                           "99999999999999999999", "9999999TiB"}) {
    EXPECT_EQ(parse_size(text, 1000), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace weir::base
