# SPDX-License-Identifier: Apache-2.0
"""Proves: every exporter of bytes is copied as it is, alone and in batches of any size; what is
passed wrongly is told in Python's words; and what goes wrong unseen is raised once."""
import array
import ctypes
import errno
import os
import tempfile
import unittest

import weir
from weir import core
from support import numpy


def exporters(count):
    """(name, source, destination that is writable), `count` items each."""
    for code in "bBhHiIlLqQfd":
        empty = array.array(code, bytes(count * array.array(code).itemsize))
        yield "array " + code, array.array(code, [i % 100 for i in range(count)]), empty
    data = bytes(i % 251 for i in range(count))
    yield "bytes", data, bytearray(count)
    yield "bytearray", bytearray(data), bytearray(count)
    yield "memoryview", memoryview(data), memoryview(bytearray(count))
    numbers = (ctypes.c_double * count)(*range(count))
    yield "ctypes", numbers, (ctypes.c_double * count)()
    if numpy is not None:
        yield "numpy", numpy.arange(count, dtype="i4"), numpy.zeros(count, "i4")


class Exporters(unittest.TestCase):
    def test_alone(self):
        pool = weir.StreamManager(2)
        for name, src, dst in exporters(37):
            pool.transfer(src, dst).wait()
            self.assertEqual(bytes(src), bytes(dst), name)

    def test_batches_of_any_size(self):
        pool = weir.StreamManager(2)
        for size in (1, 2, 3, 5, 17, 100, 700):
            pairs = []
            while len(pairs) < size:
                pairs += list(exporters(1 + len(pairs) % 50))
            pairs = pairs[:size]
            pool.batch_transfers((src, dst) for name, src, dst in pairs).wait()
            for name, src, dst in pairs:
                self.assertEqual(bytes(src), bytes(dst), (name, size))

    def test_a_batch_that_is_refused_lets_go(self):
        good = [(array.array("d", [1, 2]), array.array("d", [0, 0])) for _ in range(9)]
        for wrong in ((bytes(1), 7), (7, bytearray(1)), (bytes(1), bytes(1))):
            with self.assertRaises(weir.InvalidError):
                weir.StreamManager(1).batch_transfers(good + [wrong])
        for src, dst in good:
            src.append(3)  # an exported array refuses that
            dst.append(3)


class Texts(unittest.TestCase):
    def test_nothing_is_cut_off(self):
        rules, manager = weir.ConfigValidator(), weir.PerformanceManager()
        for call in (lambda text: rules.add_rule(text, lambda config: True), manager.start_phase,
                     lambda text: weir.Json({}).get(text), weir.Json.read_file,
                     lambda text: rules.add_choice_validator("a", ["b", text])):
            for text, why in (("a\0b", "NUL"), ("\ud800", "surrogate")):
                with self.assertRaisesRegex(weir.InvalidError, why):
                    call(text)

    def test_json_is_text_or_bytes(self):
        for text in ('{"a": 1}', b'{"a": 1}', bytearray(b'{"a": 1}'), memoryview(b'{"a": 1}')):
            self.assertEqual(weir.Json.parse(text)["/a"], 1)
        for text, place in ((b'["\xff"]', "column 3"), ('["\0"]', "column 3"), (b"", "column 1")):
            with self.assertRaisesRegex(weir.ParseError, place):
                weir.Json.parse(text)
        for text in (None, 5, ["{}"]):
            with self.assertRaises(TypeError):
                weir.Json.parse(text)


class Callables(unittest.TestCase):
    def test_what_cannot_be_called_is_refused_at_once(self):
        ticket = weir.StreamManager(1).transfer(b"a", bytearray(1))
        for call in (ticket.add_done_callback, weir.Runtime().set_log, weir.Control,
                     lambda what: weir.ConfigValidator().add_rule("a", what)):
            with self.assertRaisesRegex(TypeError, "int.*cannot be called"):
                call(5)

    def test_a_text_is_no_number(self):
        with self.assertRaises(TypeError):
            weir.ConfigValidator().add_numeric_range_validator("a", "1", 2)
        with self.assertRaises(weir.InvalidError):
            weir.Runtime(device=["cuda"])


class Unseen(unittest.TestCase):
    def test_a_dropped_batch_is_told_once(self):
        pool = weir.StreamManager(2)
        pool.batch_transfers([(bytes(3), bytearray(3)), (bytes(3), bytearray(4))])
        with self.assertRaises(weir.PartialError):
            pool.wait_all()
        self.assertTrue(pool.wait_all())

    def test_what_progress_raised_is_raised_by_wait(self):
        for count, limit in ((1, 0), (2, 0), (50, 0), (50, 1)):
            pool = weir.StreamManager(2, max_batch_bytes=limit)
            pairs = [(bytes(1000), bytearray(1000)) for _ in range(count)]
            ticket = pool.batch_transfers(pairs, control=weir.Control(lambda done, total: 1 / 0))
            with self.assertRaises(ZeroDivisionError) as caught:
                ticket.wait()
            if ticket.status < 0:
                self.assertIsInstance(caught.exception.__cause__, weir.Error)


class Wrong(unittest.TestCase):
    def says(self, kind, call, *words):
        with self.assertRaises(kind) as caught:
            call()
        text = str(caught.exception)
        for word in words:
            self.assertIn(word, text)
        for word in ("argument 2", "uint32_t", "std::", "overloaded", "prototype", "in method"):
            self.assertNotIn(word, text)

    def test_in_pythons_words(self):
        pool, validator = weir.StreamManager(2), weir.ConfigValidator()
        self.says(ValueError, lambda: pool.get_stream(-1), "-1")
        self.says(TypeError, lambda: pool.get_stream("a"))
        self.says(ValueError, lambda: pool._pool.stream(-1), "StreamPool.stream", "0 to")
        self.says(TypeError, lambda: pool._pool.stream("a"), "StreamPool.stream", "0 to")
        self.says(TypeError, lambda: validator._rules.add_required(3), "Rules.add_required")
        self.says(TypeError, lambda: validator.add_required_field(3), "field", "int")
        self.says(TypeError, lambda: validator.add_required_field("n", hint=3), "hint")
        self.says(TypeError, lambda: validator.add_choice_validator("n", "abc"), "['abc']")
        self.says(TypeError, lambda: validator.add_choice_validator("n", [1]), "a choice")
        self.assertEqual(len(validator), 0)

    def test_options_that_the_library_refuses(self):
        runtime = weir.Runtime()
        with self.assertRaises(weir.InvalidError):
            core.StreamPool(runtime._runtime, 1000, 0, 0, 0, 0)
        pool = weir.StreamManager(1, runtime=runtime)
        for call in (lambda: weir.StreamManager(1, runtime=runtime, default_priority=99),
                     lambda: core.Runtime(0, 1 << 20, 0), lambda: pool.configure(default_priority=99)):
            with self.assertRaises(weir.InvalidError):
                call()

    def test_what_is_no_configuration(self):
        validator = weir.ConfigValidator()
        validator.add_numeric_range_validator("n", 0, 10)
        for call in (validator.validate, validator.is_valid, validator.first_error):
            for text in ('{"n": 99}', b'{"n": 99}'):
                self.says(TypeError, lambda: call(text), "weir.Json.parse")
            for thing in (None, 3, object()):
                self.says(TypeError, lambda: call(thing), "weir.Json")
        for document in (weir.Json({"n": 99}), weir.Json.parse('{"n": 99}')):
            self.assertFalse(validator.validate(document)[0])

    def test_what_json_cannot_hold_is_the_reason_given(self):
        validator = weir.ConfigValidator()
        validator.add_numeric_range_validator("n", 0, 10)
        for value, reason in ((float("nan"), "NaN"), (float("inf"), "infinity"),
                              (10**400, "beyond the range of a double")):
            is_valid, (error,) = validator.validate({"n": value})
            self.assertIn(reason, error)
            self.assertIn(reason, validator.first_error({"n": value}))
            report = validator.validate_detailed({"n": value})[1]
            self.assertIn(reason, report.summary().splitlines()[1])
            self.assertIn(reason, report.to_dict()["findings"][0]["message"])

    def test_errors_are_pythons_too(self):
        for call in (lambda: weir.Json.read_file("/nowhere"), lambda: weir.Tile("/nowhere")):
            with self.assertRaises(FileNotFoundError) as caught:
                call()
            self.assertIsInstance(caught.exception, weir.NotFoundError)
            self.assertEqual(caught.exception.errno, errno.ENOENT)
        with self.assertRaises(OSError) as caught:
            weir.Tile(tempfile.gettempdir())
        self.assertIsInstance(caught.exception, weir.IoError)


class Rows(unittest.TestCase):
    def test_coordinates_are_indexed(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "tile.las")
            weir.points.write_synthetic(path, seed=1, point_count=50)
            with weir.Tile(path) as tile:
                xyz, classes = tile.xyz(), tile.read("classification")
        self.assertEqual(xyz.shape, (len(xyz), 3))
        self.assertEqual(xyz[4], (xyz[4, 0], xyz[4, 1], xyz[4, 2]))
        self.assertEqual(xyz[-1], tuple(xyz.tolist()[-1]))
        self.assertEqual([list(row) for row in xyz], xyz.tolist())
        self.assertEqual(xyz[1:3], [xyz[1], xyz[2]])
        self.assertEqual([*classes], list(bytes(classes)))
        for buffer in (xyz, classes):
            with self.assertRaises(IndexError):
                buffer[len(buffer)]


if __name__ == "__main__":
    unittest.main()
