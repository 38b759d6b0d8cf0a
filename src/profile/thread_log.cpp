// SPDX-License-Identifier: Apache-2.0
#include "profile/thread_log.hpp"

namespace weir::profile {

void ThreadLog::add_metrics_to(MetricSums& sums, const PhaseCell& phase) const {
  for (const MetricCell& metric : metrics) {
    if (metric.parent == &phase) metric.add_to(sums[metric.text]);
  }
}

}  // namespace weir::profile
