# SPDX-License-Identifier: Apache-2.0
"""Proves: how full memory is is told, relief comes when it is asked for or too full, callbacks hear of
it, scopes say what memory is for, and wrong arguments are told in words (B-100, B-101, B-102, B-103,
D-023)."""
import threading
import unittest

import weir
from weir import MemoryMonitor, Pressure, PressureLevel
from weir.memory import MemoryPool, MemoryPriority

MB = 1 << 20
# Bounds that only a budget can reach, whatever the machine of this test is doing.
ONLY_THE_BUDGET = dict(rising_at=0.995, high_at=0.996, severe_at=0.997, critical_at=0.998,
                       interval_seconds=0.001)


class Monitoring(unittest.TestCase):
    def setUp(self):
        self.runtime = weir.Runtime(memory_budget_bytes=64 * MB)

    def fill(self):
        return self.runtime.buffer(64 * MB - self.runtime.memory_stats().used_bytes)

    def test_a_look_and_its_relief(self):
        pool = MemoryPool.of(self.runtime)
        pool.block(20 * MB, MemoryPriority.HIGH).close()
        pressure = Pressure(self.runtime, **ONLY_THE_BUDGET)
        held = self.fill()
        self.assertEqual(pressure.stats()["level"], "critical")
        self.assertEqual(pressure.wait(PressureLevel.NORMAL, 0), PressureLevel.CRITICAL)
        stats = pressure.stats()
        self.assertGreaterEqual(stats["freed_bytes"], 20 * MB)
        self.assertEqual([s["step"] for s in stats["steps"]][:2],
                         ["expired cache entries", "idle pool blocks"])
        self.assertEqual(pressure.wait(PressureLevel.CRITICAL, 0), PressureLevel.CRITICAL)
        pool.block(MB).close()
        self.assertGreaterEqual(pressure.optimize(), MB)
        held.close()

    def test_a_function_hears(self):
        heard, levels = threading.Event(), []

        def hear(level, text):
            levels.append((level, text))
            heard.set()

        pressure = Pressure(self.runtime, **ONLY_THE_BUDGET)
        held = self.fill()
        pressure.start(hear)
        self.assertTrue(heard.wait(30))
        pressure.stop()
        self.assertEqual(levels[0][0], PressureLevel.CRITICAL)
        self.assertIn("% full", levels[0][1])
        held.close()
        with pressure:
            self.assertTrue(pressure.stats()["watched"])
        self.assertFalse(pressure.stats()["watched"])

    def test_the_monitor_style(self):
        monitor = MemoryMonitor(0.995, 0.998, self.runtime)
        called, alerts = threading.Event(), []
        monitor.add_alert_callback(lambda stats: (alerts.append(stats), called.set()))
        held = self.fill()
        monitor.start_monitoring(interval=0.01)
        self.assertTrue(called.wait(30))
        monitor.stop_monitoring()
        self.assertEqual(alerts[0].level, PressureLevel.CRITICAL)
        self.assertEqual(alerts[0].memory_pressure, 1.0)
        self.assertGreater(alerts[0].process_memory, 0)
        self.assertGreaterEqual(alerts[0].peak_memory, alerts[0].process_memory)
        self.assertTrue(monitor.get_history())
        held.close()
        done = monitor.optimize_memory()
        self.assertLessEqual(done["memory_freed"], done["initial_memory"])
        self.assertIs(weir.get_memory_monitor(), weir.get_memory_monitor())

    def test_scopes(self):
        with self.runtime.memory_scope("load"):
            one = self.runtime.buffer(1000)
            with self.runtime.memory_scope("parse"):
                two = self.runtime.buffer(200)
        scopes = {scope.path: scope.used_bytes for scope in self.runtime.memory_scopes()}
        self.assertEqual(scopes, {"load": 1200, "load/parse": 200})
        one.close()
        two.close()
        self.assertEqual([s.used_bytes for s in self.runtime.memory_scopes()], [0, 0])
        self.assertEqual(next(self.runtime.memory_scopes()).peak_bytes, 1200)

    def test_wrong_arguments(self):
        pressure = Pressure(self.runtime)
        for call in (lambda: Pressure(self.runtime, high_at=0.1),
                     lambda: Pressure(self.runtime, critical_at=1.5),
                     lambda: Pressure(self.runtime, interval_seconds=-1),
                     lambda: MemoryMonitor(0.9, 0.5), lambda: MemoryMonitor(0),
                     lambda: self.runtime.memory_scope("a/b").__enter__(),
                     lambda: self.runtime.memory_scope("").__enter__()):
            with self.assertRaises(weir.InvalidError):
                call()
        with self.assertRaises(ValueError):
            pressure.optimize(7)
        with self.assertRaises(TypeError):
            pressure.start(7)
        self.runtime.shutdown()
        with self.assertRaises(weir.ClosedError):
            pressure.stats()


if __name__ == "__main__":
    unittest.main()
