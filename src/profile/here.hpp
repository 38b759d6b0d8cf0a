// SPDX-License-Identifier: Apache-2.0
// What a thread keeps to find its logs: one comparison when it uses the same profiler as last time.
//
// Nothing here has a destructor, so it may be used for as long as the thread runs code, also in
// destructors of other thread-locals and after main().
#pragma once

#include <cstdint>
#include <memory>

#include "profile/thread_log.hpp"

namespace weir::profile {

// One for each profiler that the thread used.
struct Entry {
  uint64_t profiler_id;
  std::shared_ptr<ThreadLog> log;
  Entry* next;
};

struct Here {
  uint64_t profiler_id;  // of the log used last
  ThreadLog* log;
  Entry* entries;
  bool ended;  // the thread said farewell, and does so again for logs made from now on
};

// Initial-exec: read in one load, from the few words the dynamic linker keeps for late libraries.
#if defined(__GLIBC__)
__attribute__((tls_model("initial-exec")))
#endif
extern constinit thread_local Here here;

}  // namespace weir::profile
