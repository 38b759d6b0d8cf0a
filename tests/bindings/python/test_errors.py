# SPDX-License-Identifier: Apache-2.0
"""Proves: what fails raises a weir.Error that says what, where and, in Python's terms, of what kind;
JSON, buffers and runtimes behave as Python's own things do."""
import pickle
import unittest

import weir
from weir import core


class Errors(unittest.TestCase):
    def test_every_status_has_its_exception(self):
        for name in dir(core):
            if name.startswith("WEIR_E_"):
                status = getattr(core, name)
                error = weir.errors.from_status(status, "text")
                self.assertEqual((error.status, error.name, str(error)), (status, name, "text"))
                self.assertTrue(type(error) is not weir.Error or name == "WEIR_E_INTERNAL", name)
                again = pickle.loads(pickle.dumps(error))
                self.assertEqual((type(again), again.status, str(again)),
                                 (type(error), status, "text"))
        self.assertEqual(weir.errors.from_status(-999, "new").status, -999)

    def test_parse_error_tells_the_place(self):
        with self.assertRaises(weir.ParseError) as caught:
            weir.Json.parse('{\n  "a": {"b": [1, 01]}\n}')
        error = caught.exception
        self.assertEqual((error.line, error.column, error.pointer), (2, 18, "/a/b/1"))
        self.assertEqual((error.path, pickle.loads(pickle.dumps(error)).path), ("/a/b/1", "/a/b/1"))
        self.assertIsInstance(error, ValueError)

    def test_constructors_raise(self):
        with self.assertRaisesRegex(weir.InvalidError, "4096 workers"):
            weir.Runtime(worker_count=4000000000)
        with self.assertRaises(weir.InvalidError):
            weir.StreamManager(100000000)

    def test_missing_file(self):
        with self.assertRaises(weir.NotFoundError) as caught:
            weir.Json.read_file("/nowhere/at/all.json")
        self.assertIn("/nowhere/at/all.json", str(caught.exception))
        self.assertIsInstance(caught.exception, LookupError)
        self.assertEqual((caught.exception.filename, caught.exception.path),
                         ("/nowhere/at/all.json", "/nowhere/at/all.json"))
        with self.assertRaises(FileNotFoundError) as caught:
            weir.Tile("/nowhere/tile.las")
        self.assertEqual(caught.exception.filename, "/nowhere/tile.las")

    def test_a_configuration_that_is_rejected(self):
        validator = weir.ConfigValidator()
        validator.add_numeric_range_validator("n", 1, 5, hint="use 5")
        validator.add_rule("broken", lambda config: 1 // config["z"])
        with self.assertRaises(weir.ValidationError) as caught:
            validator.check({"n": 9, "z": 0})
        error = caught.exception
        self.assertEqual((error.status, error.path, error.hint), (core.WEIR_E_INVALID, "/n", "use 5"))
        self.assertIn("n: 9 is not between 1 and 5, and 1 more", str(error))
        self.assertEqual(len(error.report.errors), 2)
        self.assertEqual(pickle.loads(pickle.dumps(error)).path, "/n")
        with self.assertRaises(ValueError) as caught:
            validator.check({"n": 2, "z": 0})
        self.assertIsInstance(caught.exception.__cause__, ZeroDivisionError)
        validator.clear_rules()
        self.assertTrue(validator.check({}).valid)


class JsonValues(unittest.TestCase):
    def test_both_ways(self):
        value = {"a": [1, 2.5, "x", None, True], "/": {"~": -0.0}, "big": 2**63, "é": "\u2028\n\"\\"}
        json = weir.Json(value)
        self.assertEqual(json.value, value)
        self.assertEqual(weir.Json.parse(json.write()), json)
        self.assertEqual(json["/a/0"], 1)
        self.assertEqual(json["/~1/~0"], 0.0)
        self.assertEqual(json.type("/a/3"), "null")
        self.assertIsNone(json.get("/a/3", "default"))
        self.assertEqual(json.get("/none", "default"), "default")
        self.assertEqual(json.keys(), list(value))
        self.assertEqual(len(json), 4)
        self.assertIn("/a", json)
        self.assertNotIn("/b", json)
        self.assertEqual((json.get_int("/a/0"), json.get_float("/a/1")), (1, 2.5))
        with self.assertRaises(weir.NotFoundError):
            json["/none"]
        with self.assertRaises(weir.LimitError):
            json.get_int("/big")
        with self.assertRaises(weir.InvalidError):
            json.get_int("/a/1")

    def test_what_json_cannot_hold_is_refused_with_its_place(self):
        class Thing:
            pass

        for value, place in (({"a": [float("nan")]}, "/a/0"), ({"x": Thing()}, "/x"),
                             ({1: 2}, "the top"), ({"s": "a\0b"}, "/s"), ({"i": 10**400}, "/i")):
            with self.assertRaises(weir.InvalidError) as caught:
                weir.Json(value)
            self.assertIn(place, str(caught.exception))

    def test_a_value_that_holds_itself(self):
        value = []
        value.append(value)
        with self.assertRaises(RecursionError):
            weir.Json(value)


class Buffers(unittest.TestCase):
    def test_seen_in_place(self):
        with weir.Runtime() as runtime:
            buffer = runtime.buffer(1000)
            self.assertGreaterEqual(runtime.memory_stats().used_bytes, 1000)
            view = memoryview(buffer)
            view[:3] = b"abc"
            self.assertEqual(bytes(buffer)[:3], b"abc")
            with self.assertRaises(BufferError):
                buffer.close()
            view.release()
        self.assertEqual(bytes(buffer)[:3], b"abc")  # it outlives its runtime
        buffer.close()
        buffer.close()
        for use in (lambda: memoryview(buffer), lambda: len(buffer), lambda: buffer.nbytes):
            with self.assertRaises((weir.ClosedError, BufferError)):
                use()

    def test_copy(self):
        with weir.Buffer.copy(b"bytes\0more") as buffer:
            self.assertEqual(bytes(buffer), b"bytes\0more")
        with self.assertRaises(TypeError):
            weir.Buffer.copy("text")

    def test_budget(self):
        with weir.Runtime(memory_budget_bytes=1 << 20) as runtime:
            with self.assertRaises(weir.NoMemoryError) as caught:
                runtime.buffer(1 << 30)
            self.assertIsInstance(caught.exception, MemoryError)
            runtime.set_memory_budget(2 << 20)
            self.assertEqual(runtime.memory_stats().budget_bytes, 2 << 20)
            self.assertIn("buffers", [module.name for module in runtime.memory_modules()])


class Runtimes(unittest.TestCase):
    def test_info_and_devices(self):
        with weir.Runtime() as runtime:
            self.assertEqual(runtime.info()["version"], weir.version())
            self.assertTrue(runtime.devices()[0].available)
        with self.assertRaises(weir.InvalidError):
            weir.Runtime(device="gpu")

    def test_shutdown_twice_then_closed(self):
        runtime = weir.Runtime()
        runtime.shutdown()
        runtime.shutdown()
        with self.assertRaises(weir.ClosedError) as caught:
            runtime.buffer(1)
        self.assertEqual(caught.exception.name, "WEIR_E_CLOSED")
        self.assertIsInstance(caught.exception, RuntimeError)

    def test_log_pushed_and_pulled(self):
        with weir.Runtime() as runtime:
            heard = []
            runtime.set_log(lambda level, text: heard.append((level, text)), "debug")
            weir.StreamManager.of(runtime, 2)
            weir.StreamManager.of(runtime, 3)  # a size conflict is a warning
            self.assertTrue(any(level == "warning" for level, text in heard), heard)
            pulled = []
            while (line := runtime.next_log()) is not None:
                pulled.append(line)
            self.assertEqual([line for line in pulled if line[0] == "warning"],
                             [line for line in heard if line[0] == "warning"])
            runtime.set_log(None)
            with self.assertRaises(weir.InvalidError):
                runtime.set_log(print, "loud")


if __name__ == "__main__":
    unittest.main()
