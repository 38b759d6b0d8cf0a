# SPDX-License-Identifier: Apache-2.0
"""Proves: the steps of ../scenario.md, in their order, as Python says them."""
import array
import itertools
import os
import sys
import unittest

import weir
from support import child


class Scenario(unittest.TestCase):
    def test_1_a_configuration_that_does_not_parse(self):
        with self.assertRaises(weir.ParseError) as caught:
            weir.Json.parse('{"batch_size": 32,\n "name": }')
        self.assertEqual((caught.exception.name, caught.exception.line), ("WEIR_E_PARSE", 2))
        self.assertGreater(caught.exception.column, 0)

    def test_2_reading_values(self):
        json = weir.Json.parse('{"batch_size": 33, "name": "tile", "deep": {"list": [1, 2.5, null]}}')
        self.assertEqual((json["/batch_size"], json["/name"], json["/deep/list/1"]),
                         (33, "tile", 2.5))
        self.assertIsNone(json.get("/none"))
        with self.assertRaises(weir.InvalidError):
            json.get_int("/name")

    def test_3_rules(self):
        validator = weir.ConfigValidator()
        validator.add_required_field("input")
        validator.add_numeric_range_validator("batch_size", 1, 512)
        validator.add_rule("even", lambda config: (config["batch_size"] % 2 == 0,
                                                   "batch_size is odd", "use an even size"))

        @validator.rule("broken")
        def broken(config):
            raise RuntimeError("on purpose")

        config = {"batch_size": 33, "name": "tile", "deep": {"list": [1, 2.5, None]}}
        is_valid, report = validator.validate_detailed(config)
        self.assertFalse(is_valid)
        self.assertEqual([error.rule for error in report.errors], ["required", "even", "broken"])
        self.assertIn("batch_size is odd", report.errors[1].message)
        self.assertEqual(report.errors[1].hint, "use an even size")
        self.assertIn("on purpose", report.errors[2].message)
        # 4. The short way and strictness.
        self.assertIn("input", validator.first_error(config))
        validator.clear_rules()
        validator.add_required_field("input")
        validator.add_numeric_range_validator("batch_size", 1, 512)
        _, report = validator.validate_detailed({"input": "a", "batch_siz": 2}, strict=True)
        self.assertIn("batch_size", str(report.warnings[0]) + report.warnings[0].hint)

    def test_5_a_finding_of_your_own(self):
        is_valid, report = weir.ConfigValidator().validate_detailed({})
        self.assertTrue(is_valid)
        report.add("error", "quota", "", "over the quota")
        self.assertFalse(report.valid)
        self.assertEqual(report.to_dict()["findings"][0]["rule"], "quota")

    def test_6_a_buffer(self):
        runtime = weir.Runtime(memory_budget_bytes=16 << 20)
        buffer = runtime.buffer(1 << 20)
        self.assertEqual(len(buffer), 1 << 20)
        self.assertGreaterEqual(runtime.memory_stats().used_bytes, 1 << 20)
        view = memoryview(buffer)
        view[0], view[-1] = 1, 2
        with self.assertRaises(weir.NoMemoryError):
            runtime.buffer(1 << 30)
        runtime.shutdown()
        self.assertEqual((view[0], view[-1]), (1, 2))

    def test_7_8_9_transfers(self):
        with weir.Runtime() as runtime:
            pool = weir.StreamManager.of(runtime)
            before = pool.get_performance_stats()["bytes_transferred"]
            src = array.array("d", range(100000))
            dst = array.array("d", bytes(800000))
            pool.transfer(src, dst).wait()
            self.assertEqual(src, dst)
            self.assertEqual(pool.get_performance_stats()["bytes_transferred"], before + 800000)
            # 8. Strides.
            ten, five = memoryview(array.array("q", range(10))), array.array("q", bytes(40))
            pool.transfer(ten[::-2], five).wait()
            self.assertEqual(five.tolist(), [9, 7, 5, 3, 1])
            # 9. A batch with one bad pair.
            out = [bytearray(2), bytearray(3), bytearray(2)]
            ticket = pool.batch_transfers(zip([b"ab", b"cd", b"ef"], out))
            with self.assertRaises(weir.PartialError):
                ticket.wait()
            self.assertEqual([ticket.item_status(index) for index in range(3)], [0, -1, 0])
            self.assertEqual((out[0], out[2]), (b"ab", b"ef"))
            failure = ticket.failures()[1]
            self.assertIsInstance(failure, weir.InvalidError)
            self.assertTrue("(2)" in str(failure) and "(3)" in str(failure))

    def test_10_completion(self):
        heard, unraisable = [], []
        sys.unraisablehook = unraisable.append
        try:
            ticket = weir.StreamManager(1).transfer(b"a", bytearray(1))

            def done(finished):
                heard.append(finished.status)
                raise RuntimeError("nobody up here")

            ticket.wait()
            ticket.add_done_callback(done)
        finally:
            sys.unraisablehook = sys.__unraisablehook__
        self.assertEqual((heard, len(unraisable)), ([0], 1))

    def test_11_phases(self):
        manager = weir.PerformanceManager()
        with manager.phase("pipeline"):
            with manager.phase("load"):
                pass
            with manager.phase("load"):
                manager.record_metric("points", 7)
        self.assertEqual(manager.get_phase_stats("pipeline/load")["count"], 2)
        self.assertEqual(manager.get_metric_stats("points")["last"], 7)
        self.assertFalse(manager.end_phase())

    def test_12_the_log(self):
        with weir.Runtime() as runtime:
            weir.StreamManager.of(runtime, 2)
            weir.StreamManager.of(runtime, 3)
            self.assertEqual(runtime.next_log()[0], "warning")

    def test_13_shut_down_then_used(self):
        runtime = weir.Runtime()
        pool = weir.StreamManager.of(runtime)
        runtime.shutdown()
        runtime.shutdown()
        for use in (lambda: runtime.buffer(1), lambda: pool.transfer(b"a", bytearray(1))):
            with self.assertRaises(weir.ClosedError):
                use()

    def test_14_freed_in_any_order(self):
        for order in itertools.permutations(range(5)):
            runtime = weir.Runtime()
            pool = weir.StreamManager.of(runtime, 1)
            things = [runtime, pool, pool.get_stream(0), pool.transfer(b"abc", bytearray(3)),
                      weir.PerformanceManager.of(runtime)]
            del runtime, pool
            for index in order:
                things[index] = None

    def test_15_fork(self):
        status, output = child("""
import os, weir
runtime, manager = weir.Runtime(), weir.get_stream_manager()
manager.transfer(b"abc", bytearray(3)).wait()
pid = os.fork()
if pid == 0:
    for use in (lambda: runtime.buffer(1), lambda: manager.transfer(b"a", bytearray(1))):
        try:
            use()
        except weir.ClosedError as error:
            assert "fork" in str(error), error
        else:
            os._exit(3)
    fresh = bytearray(3)
    weir.get_stream_manager().transfer(b"abc", fresh).wait()
    with weir.get_performance_manager().phase("child"):
        pass
    assert fresh == b"abc"
    raise SystemExit(0)
assert os.waitpid(pid, 0)[1] == 0
manager.transfer(b"abc", bytearray(3)).wait()
print("parent went on")
""")
        self.assertEqual((status, output.strip()), (0, "parent went on"))

    def test_16_a_device_that_is_insisted_on(self):
        gpu = weir.Runtime().devices()[1]
        if gpu.available:
            weir.Runtime(device="cuda").close()
        else:
            with self.assertRaises(weir.UnsupportedError) as caught:
                weir.Runtime(device="cuda")
            self.assertIn(gpu.reason, str(caught.exception))


if __name__ == "__main__":
    assert os.path.exists(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../scenario.md"))
    unittest.main()
