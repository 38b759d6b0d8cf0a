# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_performance_manager

manager = get_performance_manager()
manager.reset()

# Top-level phase
manager.start_phase("pipeline")

# Nested phases
manager.start_phase("loading")
# ... load data ...
manager.end_phase()

manager.start_phase("processing")
for batch_id in range(10):
    manager.start_phase(f"batch_{batch_id}")
    # ... process batch ...
    manager.record_metric(f"batch_{batch_id}_accuracy", 0.95)
    manager.end_phase()
manager.end_phase()

manager.end_phase()  # End pipeline

# Get full hierarchy
summary = manager.get_summary()
for phase_name, metrics in summary["phases"].items():
    print(f"{phase_name}: {metrics['duration']:.2f}s")
