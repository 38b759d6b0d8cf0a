// SPDX-License-Identifier: Apache-2.0
// The caller's functions, and the caller's `user` that comes with them.
#pragma once

#include <exception>
#include <memory>
#include <utility>

namespace weir::base {

// In a catch (...) block: is this no exception, but the forced unwinding of a thread that is being
// cancelled (pthread_cancel, pthread_exit)? It must go on with `throw;`, or the program is aborted.
inline bool being_cancelled() noexcept {
  return std::current_exception() == nullptr;
}

// Runs `body`; false when it threw. A callback's exception must not unwind through our frames.
template <class Body>
bool contained(Body&& body) {
  try {
    std::forward<Body>(body)();
    return true;
  } catch (...) {
    if (being_cancelled()) throw;
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
