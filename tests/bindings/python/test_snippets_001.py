# SPDX-License-Identifier: Apache-2.0
"""Proves: the monitoring parts of the configuration guide's examples run as they were written, with
only their imports changed. One file in snippets_001/ and one test here per example, named after its
heading; the parts about validators and streaming processors are other modules'."""
import os
import unittest

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "snippets_001")


def run(name):
    with open(os.path.join(FOLDER, name + ".py"), encoding="utf-8") as file:
        code = compile(file.read(), name, "exec")
    names = {"__name__": "snippet"}
    exec(code, names)
    return names


class Snippets(unittest.TestCase):
    def test_high_memory_usage(self):  # B-101 B-102
        names = run("high_memory_usage")
        self.assertTrue(names["monitor"].is_monitoring)
        self.assertGreater(names["stats"].memory_utilization, 0.0)
        self.assertLess(names["stats"].memory_utilization, 1.0)
        names["monitor"].stop_monitoring()

    def test_development_and_testing(self):  # B-100
        names = run("development_and_testing")
        self.assertEqual(names["monitor"].alert_threshold, 0.7)
        self.assertTrue(names["monitor"].is_monitoring)
        names["monitor"].stop_monitoring()


if __name__ == "__main__":
    unittest.main()
