# SPDX-License-Identifier: Apache-2.0
"""Proves: nothing is freed twice or too early, nothing leaks over many calls, and an interpreter
ends cleanly whatever is still under way."""
import gc
import os
import threading
import unittest

import weir
from support import SANITIZED, child, resident_bytes


class Lifetimes(unittest.TestCase):
    def test_double_close_and_use_after(self):
        buffer = weir.Runtime().buffer(10)
        buffer.close()
        buffer.close()
        with self.assertRaises((weir.ClosedError, BufferError)):
            memoryview(buffer)
        runtime = weir.Runtime()
        runtime.close()
        runtime.close()
        with self.assertRaises(weir.ClosedError):
            runtime.buffer(1)

    def test_shutdown_while_others_call(self):
        for _ in range(20):
            runtime = weir.Runtime()
            pool = weir.StreamManager.of(runtime, 2)
            started, strange = threading.Barrier(4), []

            def work():
                started.wait()
                try:
                    while True:
                        pool.transfer(b"x" * 100, bytearray(100)).wait()
                except (weir.ClosedError, weir.CancelledError):
                    pass
                except BaseException as error:  # what the test is for
                    strange.append(error)

            threads = [threading.Thread(target=work) for _ in range(3)]
            for thread in threads:
                thread.start()
            started.wait()
            runtime.shutdown()
            for thread in threads:
                thread.join()
            self.assertEqual(strange, [])

    def flat(self, call, count, allowed=8 << 20):
        if SANITIZED:  # which looks at every byte of these, instead of at the sum of many
            for _ in range(min(count, 1000)):
                call()
            return
        for _ in range(min(count, 20000)):
            call()
        gc.collect()
        before = resident_bytes()
        for _ in range(count):
            call()
        gc.collect()
        self.assertLess(resident_bytes() - before, allowed)

    def test_a_million_calls(self):
        manager = weir.PerformanceManager()

        def phase():
            with manager.phase("p"):
                manager.record_metric("m", 1)

        self.flat(phase, 1_000_000)
        self.flat(manager.current, 1_000_000)

    def test_a_hundred_thousand_of_the_larger_ones(self):
        validator = weir.ConfigValidator()
        validator.add_required_field("a")
        validator.add_rule("fails", lambda config: (False, "message"))
        validator.add_rule("raises", lambda config: 1 / 0)
        self.flat(lambda: validator.validate({"b": [1, 2, {"c": "d"}]}), 30_000)
        self.flat(lambda: validator.is_valid({"a": 1}), 100_000)
        json = weir.Json({"a": {"b": 5}})
        self.flat(lambda: (json.get("/a/b"), json.get("/a"), json.get("/c")), 50_000)

        def broken():
            try:
                weir.Json.parse("{")
            except weir.ParseError:
                pass

        self.flat(broken, 50_000)
        pool, src, dst = weir.StreamManager(1), bytes(1000), bytearray(1000)

        def transfer():
            pool.transfer(src, dst).wait()

        self.flat(transfer, 50_000)

        def left_alone():  # and waited for now and then, or what is counted is how far they are behind
            for _ in range(100):
                pool.transfer(src, dst).add_done_callback(lambda t: None)
            pool.wait_all()

        self.flat(left_alone, 200)
        with weir.Runtime() as runtime:
            self.flat(lambda: memoryview(runtime.buffer(64)).tobytes(), 100_000)
            self.assertEqual(runtime.memory_stats().used_bytes, 0)
            self.flat(lambda: weir.StreamManager(1, runtime=runtime), 2000)

    def test_threads_that_come_and_go(self):
        validator = weir.ConfigValidator()
        validator.add_rule("r", lambda config: True)

        def once():
            thread = threading.Thread(target=validator.validate, args=({},))
            thread.start()
            thread.join()

        self.flat(once, 2000)


class Exits(unittest.TestCase):
    def ends_well(self, code, expected=0):
        for _ in range(3):
            status, output = child("import os, sys, threading, time, weir\n" + code)
            self.assertEqual((status, output), (expected, ""))

    def test_with_transfers_in_flight(self):
        self.ends_well("""
manager = weir.get_stream_manager()
for _ in range(20):
    manager.async_transfer(b"x" * (4 << 20), bytearray(4 << 20))
""")

    def test_with_callbacks_in_flight(self):
        self.ends_well("""
pool = weir.StreamManager(2)
for _ in range(200):
    pool.transfer(b"x" * (1 << 18), bytearray(1 << 18)).add_done_callback(lambda t: sum(range(1000)))
""")

    def test_with_a_daemon_thread_in_a_rule(self):
        self.ends_well("""
validator = weir.ConfigValidator()
inside = threading.Event()
def rule(config):
    inside.set()
    return True
validator.add_rule("r", rule)
def work():
    while True:
        validator.validate({})
threading.Thread(target=work, daemon=True).start()
inside.wait()
""")

    def test_with_a_log_and_a_shut_down(self):
        self.ends_well("""
runtime = weir.Runtime()
runtime.set_log(lambda level, text: None, "debug")
pool = weir.StreamManager.of(runtime)
ticket = pool.transfer(b"x" * (8 << 20), bytearray(8 << 20))
import atexit
atexit.register(runtime.shutdown)
""")

    def test_with_an_open_phase_and_an_exit_status(self):
        self.ends_well("""
weir.get_performance_manager().start_phase("open")
weir.get_performance_manager().phase("open").__enter__()
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
sys.exit(7)
""", 7)

    def test_interrupt_while_waiting(self):
        status, output = child("""
import os, signal, threading, weir
pool = weir.StreamManager(1)
go = threading.Event()
entered = threading.Event()
control = weir.Control(lambda done, total: (entered.set(), go.wait(30)) and None)
pool.batch_transfers([(bytes(1 << 20), bytearray(1 << 20)) for _ in range(4)], control=control)
entered.wait(30)
threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    pool.wait_all()
except KeyboardInterrupt:
    print("heard")
go.set()
pool.wait_all()
""")
        self.assertEqual((status, output.strip()), (0, "heard"))

    def test_many_forks(self):
        status, output = child("""
import os, weir
pool = weir.get_stream_manager()
for _ in range(20):
    for _ in range(5):
        pool.async_transfer(b"x" * 100000, bytearray(100000))
    pid = os.fork()
    if pid == 0:
        weir.get_stream_manager().transfer(b"abc", bytearray(3)).wait()
        os._exit(0) if os.getpid() % 2 else exit(0)
    assert os.waitpid(pid, 0)[1] == 0
pool.wait_all()
""")
        self.assertEqual((status, output), (0, ""))


if __name__ == "__main__":
    assert os.path.exists("/proc/self/statm")
    unittest.main()
