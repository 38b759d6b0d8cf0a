# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_performance_manager

manager = get_performance_manager()

# Run different implementations and compare
implementations = ["cpu", "gpu_single", "gpu_multi"]

results = {}

for impl in implementations:
    manager.reset()
    manager.start_phase(impl)

    # Run implementation
    run_implementation(impl)

    manager.end_phase()

    stats = manager.get_phase_stats(impl)
    results[impl] = stats["duration"]

# Compare results
print("Performance Comparison:")
for impl, duration in results.items():
    speedup = results["cpu"] / duration
    print(f"  {impl}: {duration:.3f}s ({speedup:.1f}x speedup)")
