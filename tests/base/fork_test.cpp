// SPDX-License-Identifier: Apache-2.0
// Proves: what was made before fork() is refused in the child, and still good in the parent.
#include "base/fork.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace weir::base {
namespace {

TEST(Fork, AGuardFromBeforeIsStaleInTheChildOnly) {
  ForkGuard guard;
  EXPECT_FALSE(guard.stale());
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    bool refused = false;
    try {
      guard.check("runtime");
    } catch (const Error& error) {
      refused = error.status() == Status::closed;
    }
    _exit(refused && !ForkGuard().stale() ? 0 : 1);
  }
  int state = 0;
  ASSERT_EQ(waitpid(child, &state, 0), child);
  EXPECT_EQ(WEXITSTATUS(state), 0);
  EXPECT_FALSE(guard.stale());
}

}  // namespace
}  // namespace weir::base
