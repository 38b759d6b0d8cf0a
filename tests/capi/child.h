/* SPDX-License-Identifier: Apache-2.0 */
/* child.h: runs a piece of a test in a process of its own. A child that hangs is killed by its own
 * alarm, and that is a failure too. */
#ifndef WEIR_TESTS_CHILD_H
#define WEIR_TESTS_CHILD_H

#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

enum child_patience { CHILD_PATIENCE_S = 60 };

/* The child must end by itself, with status 0. */
static void check_child(pid_t child, const char* what) {
  int state = 0;
  CHECK(child > 0);
  CHECK(waitpid(child, &state, 0) == child);
  if (!WIFEXITED(state) || WEXITSTATUS(state) != 0) {
    fprintf(stderr, "%s: the child %s %d\n", what,
            WIFSIGNALED(state) ? "was ended by signal" : "gave status",
            WIFSIGNALED(state) ? WTERMSIG(state) : WEXITSTATUS(state));
    exit(1);
  }
}

#endif
