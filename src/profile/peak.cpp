// SPDX-License-Identifier: Apache-2.0
#include "profile/peak.hpp"

namespace weir::profile {

PeakTracker::Reading PeakTracker::take_and_fold() noexcept {
  const Reading reading = take_(user_);
  for (Stretch& stretch : stretches_) {
    if (stretch.open && reading.since.bytes >= stretch.peak.bytes) stretch.peak = reading.since;
  }
  return reading;
}

int32_t PeakTracker::begin() {
  const std::lock_guard lock(mutex_);
  if (spare_.empty()) {
    spare_.reserve(stretches_.size() + 1);  // so that end() never allocates
    stretches_.emplace_back();
    spare_.push_back(static_cast<int32_t>(stretches_.size() - 1));
  }
  const Reading reading = take_and_fold();
  const int32_t index = spare_.back();
  spare_.pop_back();
  stretches_[static_cast<size_t>(index)] = {{reading.now_bytes, reading.since.exact}, true};
  return index;
}

Peak PeakTracker::end(int32_t stretch) noexcept {
  const std::lock_guard lock(mutex_);
  take_and_fold();
  Stretch& ended = stretches_[static_cast<size_t>(stretch)];
  ended.open = false;
  spare_.push_back(stretch);
  return ended.peak;
}

}  // namespace weir::profile
