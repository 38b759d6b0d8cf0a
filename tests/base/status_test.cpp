// SPDX-License-Identifier: Apache-2.0
// Proves: every status has the name callers read, and errors carry their code and whole text.
#include "base/status.hpp"

#include <gtest/gtest.h>
#include <cerrno>

namespace weir {
namespace {

TEST(Status, NamesAreThoseOfThePublicHeader) {
  EXPECT_STREQ(status_name(0), "WEIR_OK");
  EXPECT_STREQ(status_name(4), "WEIR_REJECTED");
  EXPECT_STREQ(status_name(-14), "WEIR_E_INTERNAL");
  EXPECT_STREQ(status_name(-999), "WEIR_E_UNKNOWN");
  EXPECT_STREQ(status_name(999), "WEIR_UNKNOWN");
}

TEST(Status, FailCarriesCodeAndText) {
  try {
    fail(Status::limit, "depth %d is over the limit of %d", 65, 64);
    FAIL() << "fail() returned";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::limit);
    EXPECT_STREQ(error.what(), "depth 65 is over the limit of 64");
  }
}

TEST(Status, LongTextIsKeptWhole) {
  const std::string long_name(1000, 'x');
  EXPECT_EQ(format_text("<%s>", long_name.c_str()), "<" + long_name + ">");
}

TEST(Status, SystemErrorsEndInTheSystemsWords) {
  try {
    fail_errno(Status::io, ENOENT, "cannot open %s", "a.json");
    FAIL() << "fail_errno() returned";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "cannot open a.json: No such file or directory");
  }
}

}  // namespace
}  // namespace weir
