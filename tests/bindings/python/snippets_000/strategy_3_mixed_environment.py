# SPDX-License-Identifier: Apache-2.0
# Can have both old and new code running together
from weir.compat.ign_lidar.core import get_stream_manager, get_performance_manager

manager = get_stream_manager()
perf = get_performance_manager()

# New code
perf.start_phase("new_processing")
manager.async_transfer(src, dst)
perf.end_phase()

# Old code can coexist
from weir.compat.ign_lidar.optimization import cuda_streams  # Old code still works
stream = cuda_streams.get_stream()

# Both track to same singleton
summary = perf.get_summary()
