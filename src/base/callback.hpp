// SPDX-License-Identifier: Apache-2.0
// The caller's functions, and the caller's `user` that comes with them.
#pragma once

#include <cxxabi.h>

#include <memory>
#include <utility>

namespace weir::base {

// Runs `body`; false when it threw. A callback's exception must not unwind through our frames, but
// a thread that is being cancelled must go on unwinding.
template <class Body>
bool contained(Body&& body) {
  try {
    std::forward<Body>(body)();
    return true;
  } catch (abi::__forced_unwind&) {
    throw;
  } catch (...) {
    return false;
  }
}

// The caller's `user`: user_free runs exactly once, when the last copy goes, also when making this
// first one fails. So a public call makes one before it looks at anything else.
using User = std::shared_ptr<void>;

inline User own_user(void* user, void (*user_free)(void* user)) {
  return User(user, [user_free](void* ended) {
    if (user_free != nullptr) contained([&] { user_free(ended); });
  });
}

}  // namespace weir::base
