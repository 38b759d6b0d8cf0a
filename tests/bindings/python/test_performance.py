# SPDX-License-Identifier: Apache-2.0
"""Proves: phases nest per thread and end with their block, metrics keep their last value and their
spread, and what is not there is an error that names it."""
import threading
import unittest

import weir


class Phases(unittest.TestCase):
    def setUp(self):
        self.manager = weir.PerformanceManager()

    def test_with_and_decorator(self):
        @self.manager.phase("step")
        def step(value, *, times):
            """Doc."""
            return value * times

        with self.manager.phase("run") as phase:
            self.assertEqual(phase.name, "run")
            self.assertEqual([step(2, times=3) for _ in range(5)], [6] * 5)
        self.assertEqual((step.__name__, step.__doc__), ("step", "Doc."))
        self.assertEqual(self.manager.get_phases(), ["run", "run/step"])
        self.assertEqual(self.manager.get_phase_stats("step")["count"], 5)
        with self.assertRaises(TypeError):
            @self.manager.phase("coroutine")
            async def coroutine():
                pass

    def test_an_exception_ends_what_is_open_inside(self):
        with self.assertRaises(ZeroDivisionError):
            with self.manager.phase("outer"):
                self.manager.start_phase("left open")
                1 / 0
        self.assertEqual(self.manager.get_counters().open_count, 0)
        self.assertEqual(self.manager.get_counters().swept_count, 1)

    def test_how_a_phase_is_asked_for(self):
        with self.manager.phase(name="named") as phase:
            self.assertEqual((type(phase), phase.name), (weir.Phase, "named"))
        for wrong in (lambda: self.manager.phase(), lambda: self.manager.phase("a", "b"),
                      lambda: self.manager.phase(nam="a"), lambda: self.manager.phase(7)):
            with self.assertRaises(TypeError):
                wrong()

        class Loud(weir.PerformanceManager):
            def phase(self, name):
                return super().phase(name.upper())

        loud = Loud()
        with loud.phase("step"):
            pass
        self.assertEqual(loud.get_phases(), ["STEP"])

    def test_end_without_a_phase(self):
        self.assertFalse(self.manager.end_phase())
        self.manager.start_phase("a")
        self.manager.start_phase("b")
        self.assertFalse(self.manager.end_phase("c"))
        self.assertTrue(self.manager.end_phase("a"))  # b with it
        self.assertEqual(self.manager.get_counters().stray_count, 2)

    def test_a_reset_inside_a_block(self):
        with self.manager.phase("before"):
            self.manager.reset()
        self.assertEqual(self.manager.get_phases(), [])

    def test_threads(self):
        def work(parent):
            self.manager.start_phase("part", under=parent)
            self.manager.record_metric("items", 1)
            self.manager.end_phase()

        with self.manager.phase("whole"):
            threads = [threading.Thread(target=work, args=(self.manager.current(),))
                       for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(self.manager.get_phases(), ["whole", "whole/part"])
        self.assertEqual(self.manager.get_metric_stats("items", "whole/part")["count"], 4)

    def test_metrics(self):  # A-047 A-048 A-065
        self.manager.record_metric("free", 1)
        with self.manager.phase("p"):
            for value in (1, 2, 3.5, True):
                self.manager.record_metric("m", value)
        self.assertEqual(self.manager.get_phase_stats("p")["custom_metrics"], {"m": 1.0})
        stats = self.manager.get_metric_stats("m")
        self.assertEqual((stats["name"], stats["count"], stats["min"], stats["max"], stats["mean"]),
                         ("m", 4, 1, 3.5, 1.875))
        self.assertEqual(self.manager.get_metric_stats("free", "")["last"], 1)
        with self.assertRaises((TypeError, ValueError)):
            self.manager.record_metric("m", "many")
        for missing in (lambda: self.manager.get_metric_stats("x"),
                        lambda: self.manager.get_metric_stats("free", "p"),
                        lambda: self.manager.get_phase_stats("x")):
            with self.assertRaises(weir.NotFoundError):
                missing()
        with self.assertRaises(weir.InvalidError):
            self.manager.start_phase("")
        with self.assertRaises(weir.InvalidError):
            with self.manager.phase(""):
                self.fail("entered")

    def test_summary_and_report(self):
        self.manager.configure(track_memory=True)
        with self.manager.phase("p"):
            self.assertEqual(self.manager.get_summary()["phases"]["p"]["count"], 0)
        summary = self.manager.get_summary()
        self.assertEqual(summary["num_phases"], 1)
        self.assertGreater(summary["total_time"], 0)
        self.assertIn("memory_mb", summary["phases"]["p"])
        self.assertIn("memory_mb", self.manager.get_phase_stats("p"))
        self.assertIn("p", self.manager.report())
        self.manager.configure(track_gpu=False)  # leaves memory as it is
        with self.manager.phase("q"):
            pass
        self.assertIn("memory_mb", self.manager.get_phase_stats("q"))

    def test_ambiguous_name(self):
        for top in ("a", "b"):
            with self.manager.phase(top), self.manager.phase("same"):
                pass
        with self.assertRaises(weir.InvalidError) as caught:
            self.manager.get_phase_stats("same")
        self.assertIn("a/same", str(caught.exception))
        self.assertEqual(self.manager.get_phase_stats("a/same")["count"], 1)


if __name__ == "__main__":
    unittest.main()
