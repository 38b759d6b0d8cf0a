# SPDX-License-Identifier: Apache-2.0
from weir.monitoring import get_memory_monitor

# Enable memory monitoring
monitor = get_memory_monitor()
monitor.start_monitoring()

# Check for memory leaks
stats = monitor.get_current_stats()
if stats.memory_utilization > 0.8:
    monitor.optimize_memory()  # Force cleanup
