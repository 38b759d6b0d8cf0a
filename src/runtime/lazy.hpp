// SPDX-License-Identifier: Apache-2.0
// A part of the runtime that is made on first use. Adding a part to the runtime takes three lines:
// the member, the getter in runtime.cpp, and its place in Runtime::shutdown().
//
// Threads: Shared. Made at most once; never after shutdown began.
#pragma once

#include <memory>
#include <mutex>

#include "base/life.hpp"

namespace weir::runtime {

template <class T>
class Lazy {
 public:
  // `make` returns a std::shared_ptr<T>. It may ask for the runtime's other parts, not for this
  // one.
  template <class Make>
  std::shared_ptr<T> get(const base::Life& life, Make&& make) {
    life.check("runtime");
    std::lock_guard lock(mutex_);
    life.check("runtime");  // take() may have passed: nothing may be made after it
    if (!part_) part_ = make();
    return part_;
  }

  // For shutdown, once the life is closed: the part, or NULL when it was never used.
  std::shared_ptr<T> take() {
    std::lock_guard lock(mutex_);
    return std::move(part_);
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<T> part_;
};

}  // namespace weir::runtime
