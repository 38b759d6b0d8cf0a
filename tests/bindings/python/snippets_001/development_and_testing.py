# SPDX-License-Identifier: Apache-2.0
from weir.monitoring import MemoryMonitor

# Enable detailed monitoring
monitor = MemoryMonitor(alert_threshold=0.7)
monitor.start_monitoring(interval=0.5)
