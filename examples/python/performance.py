# SPDX-License-Identifier: Apache-2.0
"""Finds where the time of a small pipeline goes: phases that nest, metrics, and a report."""
import threading

import weir

profile = weir.get_performance_manager()
profile.reset()


@profile.phase("square")
def square(values):
    return [value * value for value in values]


with profile.phase("pipeline"):
    with profile.phase("load"):
        data = list(range(50_000))
        profile.record_metric("items", len(data))
    for begin in range(0, len(data), 10_000):  # five runs of one phase, added up
        with profile.phase("batch"):
            square(data[begin:begin + 10_000])

    # Work handed to another thread joins the phase it belongs to.
    here = profile.current()

    def elsewhere():
        profile.start_phase("save", under=here)
        profile.record_metric("bytes", 8 * len(data))
        profile.end_phase()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()

    # An exception ends the phases it passes.
    try:
        with profile.phase("check"):
            raise ValueError("not today")
    except ValueError:
        profile.record_metric("failed_checks", 1)

print(profile.report())
batch = profile.get_phase_stats("batch")
assert batch["count"] == 5
print(f"a batch took {batch['duration'] / batch['count'] * 1e3:.2f} ms, p95 {batch['p95'] * 1e3:.2f} ms")
print("items:", profile.get_metric_stats("items")["last"])
