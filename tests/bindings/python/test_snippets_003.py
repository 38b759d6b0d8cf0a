# SPDX-License-Identifier: Apache-2.0
"""Proves: the memory examples of the optimisation guide run as they were written, with only their
imports changed. One file in snippets_003/ and one test here per example, named after its heading."""
import contextlib
import io
import os
import unittest

import weir

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "snippets_003")


def run(name):
    """Runs a snippet; its names, and what it printed under "printed"."""
    with open(os.path.join(FOLDER, name + ".py"), encoding="utf-8") as file:
        code = compile(file.read(), name, "exec")
    names = {"__name__": "snippet"}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, names)
    names["printed"] = printed.getvalue()
    return names


class Snippets(unittest.TestCase):
    def test_memory_management(self):  # D-021 D-031 D-032
        before = weir.get_memory_manager().get_pool_stats()["active_blocks"]
        names = run("memory_management")
        self.assertEqual((names["model_memory"].shape, names["model_memory"].nbytes),
                         ((1024, 1024), 4 << 20))
        self.assertEqual((names["frame_memory"].shape, names["frame_memory"].nbytes),
                         ((480, 640), 307200))
        names["model_memory"][...] = 1.5
        self.assertEqual(names["model_memory"][1023, 1023], 1.5)
        active = weir.get_memory_manager().get_pool_stats()["active_blocks"]
        self.assertEqual(active, before + 2)
        names.clear()
        self.assertEqual(weir.get_memory_manager().get_pool_stats()["active_blocks"], before)

    def test_performance_monitoring(self):  # D-030 D-033
        names = run("performance_monitoring")
        self.assertIn("Memory stats: {", names["printed"])
        for key in ("system_memory_mb", "gpu_memory_mb", "gpu_memory_total_mb", "gpu_pool",
                    "timestamp"):
            self.assertIn(key, names["stats"])
        for key in ("pool_size_mb", "max_pool_size_mb", "pool_utilization", "active_blocks",
                    "total_allocations", "total_reuses", "reuse_rate", "peak_usage_mb",
                    "average_block_age_seconds"):
            self.assertIn(key, names["stats"]["gpu_pool"])
        self.assertLessEqual(names["stats"]["gpu_pool"]["reuse_rate"], 1.0)


if __name__ == "__main__":
    unittest.main()
