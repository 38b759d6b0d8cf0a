# SPDX-License-Identifier: Apache-2.0
"""Proves: caches of objects and of bytes keep what is put, within their bounds; references end with
their entries, in whatever thread; keys are told apart by what they are; memos compute once, also
under threads and tasks; and the child of a fork has caches of its own."""
import asyncio
import gc
import logging
import os
import sys
import threading
import time
import unittest
import weakref

import weir
from support import child, numpy
from weir import core


class Thing:
    pass


class Objects(unittest.TestCase):
    def test_values(self):
        cache = weir.Cache()
        self.assertIsNone(cache.get("a"))
        self.assertEqual(cache.get("a", 7), 7)
        value = {"deep": [1]}
        cache.set("a", value)
        self.assertIs(cache.get("a"), value)
        cache.set("none", None)
        self.assertIsNone(cache.get("none", 7))
        self.assertIn("none", cache)
        self.assertTrue(cache.delete("a"))
        self.assertFalse(cache.delete("a"))
        cache["b"] = 2
        self.assertEqual(cache["b"], 2)
        del cache["b"]
        self.assertRaises(KeyError, lambda: cache["b"])
        with self.assertRaises(KeyError):
            del cache["b"]
        cache.set_many({1: "x", 2: "y"})
        self.assertEqual(cache.get_many([2, 3, 1]), {2: "y", 1: "x"})
        self.assertEqual(cache.pop(1), "x")
        self.assertEqual(len(cache), 2)
        self.assertEqual(cache.clear(), 2)

    def test_bounds(self):
        cache = weir.Cache(max_size=50, max_bytes=100_000)
        for number in range(1000):
            cache.set(number, "x" * number)
            self.assertEqual(cache.get(number), "x" * number)
        stats = cache.get_stats()
        self.assertLessEqual(stats["size"], 50)
        self.assertLessEqual(stats["memory_usage_bytes"], 100_000)
        self.assertGreater(stats["evictions"], 900)
        self.assertEqual(stats["hit_rate"], 1.0)
        self.assertRaises(weir.LimitError, cache.set, "large", "x" * 200_000)
        self.assertRaises(weir.LimitError, cache.set, "large", ["x" * 1000 + str(i) for i in range(300)])
        cache.set("large", "x" * 200_000, size_bytes=10)
        self.assertRaises(weir.InvalidError, weir.Cache, max_size=0)
        self.assertRaises(weir.InvalidError, weir.Cache, ttl=-1)
        self.assertRaises(weir.InvalidError, weir.Cache, policy="fifo")

    def test_lru(self):  # E-010
        cache = weir.Cache(max_size=2, policy="lru")
        cache.set("a", 1), cache.set("b", 2), cache.get("a"), cache.set("c", 3)
        self.assertEqual([cache.get(key) for key in "abc"], [1, None, 3])

    def test_references_end_with_their_entries(self):
        cache = weir.Cache(max_size=10)
        things = [Thing() for _ in range(100)]
        alive = [weakref.ref(thing) for thing in things]
        for number, thing in enumerate(things):
            cache.set(number, thing)
        del things, thing
        gc.collect()
        left = sum(one() is not None for one in alive)
        self.assertEqual(left, len(cache))
        self.assertLessEqual(left, 10)
        cache.clear()
        self.assertTrue(all(one() is None for one in alive))
        kept = Thing()
        before = sys.getrefcount(kept)
        for _ in range(100):
            cache.set("k", kept)
            self.assertIs(cache.get("k"), kept)
        self.assertRaises(TypeError, cache.set, object(), kept)
        self.assertRaises(weir.LimitError, cache.set, "k" * (1 << 27), kept)
        cache.clear()
        self.assertEqual(sys.getrefcount(kept), before)

    def test_an_end_may_use_the_cache(self):
        cache = weir.Cache(max_size=3)
        seen = []

        class Ends:
            def __del__(self):
                seen.append(cache.get("other"))
                cache.set(len(seen), "again")

        cache.set("other", 5)
        for number in range(20):
            cache.set(("ends", number), Ends())
        cache.clear()
        self.assertEqual(len(seen), 20)

    def test_threads(self):
        cache = weir.Cache(max_size=20)
        wrong = []

        def work(seed):
            for step in range(3000):
                key = (seed * 7 + step * 13) % 60
                if step % 3 == 0:
                    cache.set(key, [key] * 5)
                got = cache.get(key)
                if got is not None and got != [key] * 5:
                    wrong.append(got)

        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertLessEqual(len(cache), 20)

    def test_an_entry_may_end_where_there_is_no_interpreter(self):
        runtime = weir.Runtime(memory_budget_bytes=1 << 20)
        cache = weir.Cache(runtime=runtime)
        alive = []
        for number in range(200):
            thing = Thing()
            alive.append(weakref.ref(thing))
            cache.set(number, thing, size_bytes=1000)
        del thing
        # A buffer that the budget has no room for asks the cache, outside of the interpreter.
        buffers = []
        try:
            for _ in range(8):
                buffers.append(runtime.buffer(100_000))
        except weir.NoMemoryError:
            pass
        cache.set("last", 1)
        self.assertEqual(sum(one() is not None for one in alive) + 1, len(cache))


class Keys(unittest.TestCase):
    def test_what_is_equal_is_the_same(self):
        same = [("a", "a"), ({"x": 1, "y": [2]}, {"y": [2], "x": 1}), ({3, 1, 2}, frozenset([1, 2, 3])),
                (0.0, -0.0), (float("nan"), -float("nan")), (10**30, 10**30), ("\ud800", "\ud800")]
        for one, other in same:
            self.assertEqual(core.key_bytes(one), core.key_bytes(other), one)

    def test_what_is_not_is_not(self):
        others = ["a", b"a", "", b"", None, True, 1, 1.0, 1j, "1", (), [], {}, set(), ("a",), ["a"],
                  ("a", "b"), ("ab",), (("a",), "b"), ("a", ("b",)), {"a": 1}, {"a": {"b": 1}},
                  {("a", "b"): 1}, 10**30, -10**30, float("inf"), (None,), [[]], [(), ()], -1, 2**63,
                  bytearray(b"aa"), memoryview(b"aaa")]
        seen = {}
        for one in others:
            key = core.key_bytes(one)
            self.assertNotIn(key, seen, (one, seen.get(key)))
            seen[key] = one

    @unittest.skipIf(numpy is None, "numpy is not here")
    def test_arrays_count_by_content(self):
        array = numpy.arange(12.0).reshape(3, 4)
        same = [array.copy(), numpy.asfortranarray(array), numpy.arange(24.0)[::2].reshape(3, 4) / 2]
        for one in same:
            self.assertEqual(core.key_bytes(one), core.key_bytes(array))
        for one in (array.T, array.reshape(4, 3), array + 1, array.astype("f4"), array[:2]):
            self.assertNotEqual(core.key_bytes(one), core.key_bytes(array))

    def test_what_cannot_be_told(self):
        for one in (object(), [1, {"a": Thing()}], Thing):
            with self.assertRaisesRegex(TypeError, "cannot be part of a key"):
                core.key_bytes(one)
        deep = []
        deep.append(deep)
        self.assertRaises(RecursionError, core.key_bytes, deep)


class Bytes(unittest.TestCase):
    def test_values(self):
        cache = weir.ByteCache()
        self.assertIsNone(cache.get(b"a"))
        for value in (b"", b"one", os.urandom(10_000)):
            cache.put(b"a", value)
            self.assertEqual(cache.read(b"a"), value)
            self.assertEqual(bytes(cache.get(b"a")), value)
        pinned = cache.get(b"a")
        with self.assertRaises((TypeError, BufferError, ValueError)):
            memoryview(pinned)[0] = 1
        self.assertTrue(cache.remove(b"a"))
        self.assertFalse(cache.remove(b"a"))
        cache.clear()
        self.assertEqual(bytes(pinned), value)
        cache.put_many([(b"x", b"1"), (b"", b"22")])
        got = cache.get_many([b"", b"?", b"x"])
        self.assertEqual([None if one is None else bytes(one) for one in got], [b"22", None, b"1"])
        self.assertRaises(TypeError, cache.put, "text", b"1")

    def test_names(self):
        runtime = weir.Runtime()
        cache = weir.ByteCache("shared", max_size=10, ttl=600, runtime=runtime)
        cache.put(b"a", b"1")
        self.assertEqual(weir.ByteCache("shared", runtime=runtime).read(b"a"), b"1")
        self.assertIsNone(runtime.next_log())
        weir.ByteCache("shared", max_size=11, runtime=runtime)
        self.assertIn("is there already", runtime.next_log()[1])
        self.assertEqual(weir.ByteCache.named_stats(runtime)["_global"]["total_entries"], 1)
        self.assertEqual(weir.ByteCache.clear_named(runtime, expired_only=True), 0)
        self.assertEqual(weir.ByteCache.clear_named(runtime), 1)
        self.assertTrue(weir.ByteCache.remove_named("shared", runtime))
        self.assertFalse(weir.ByteCache.remove_named("shared", runtime))

    @unittest.skipIf(numpy is None, "numpy is not here")
    def test_arrays_are_seen_in_place(self):
        cache = weir.ByteCache()
        array = numpy.arange(1000.0)
        cache.put(b"array", array)
        seen = numpy.frombuffer(cache.get(b"array"))
        numpy.testing.assert_array_equal(seen, array)
        self.assertFalse(seen.flags.writeable)


class Manager(unittest.TestCase):
    def test_names(self):
        manager = weir.CacheManager()
        cache = manager.get_cache("a", max_size=5, ttl=60)
        self.assertIs(manager.get_cache("a"), cache)
        with self.assertLogs("weir", logging.WARNING):
            self.assertIs(manager.get_cache("a", max_size=6), cache)
        cache.set(1, 1)
        stats = manager.get_global_stats()
        self.assertEqual(stats["a"]["size"], 1)
        self.assertEqual(stats["_global"]["global_utilization_percent"], 20.0)
        self.assertEqual(manager.cleanup_all(), {"a": 0})
        self.assertEqual(manager.clear_all(), {"a": 1})
        self.assertTrue(manager.remove("a"))
        self.assertFalse(manager.remove("a"))
        self.assertIsNot(manager.get_cache("a"), cache)
        self.assertIs(weir.get_cache_manager(), weir.get_cache_manager())


class Memo(unittest.TestCase):
    def test_once(self):
        calls = []

        @weir.cached
        def add(a, b=2, *, c=0):
            calls.append((a, b, c))
            return None if a == 0 else a + b + c

        for _ in range(3):
            self.assertEqual(add(1), 3)
            self.assertEqual(add(1, c=5), 8)
            self.assertIsNone(add(0))
        self.assertEqual(len(calls), 3)
        self.assertTrue(add.forget(1))
        self.assertFalse(add.forget(1))
        self.assertEqual(add(1), 3)
        self.assertEqual(len(calls), 4)

    def test_what_raises_is_not_kept(self):
        calls = []

        @weir.cached(max_size=5)
        def fail():
            calls.append(1)
            raise OSError("no")

        for _ in range(2):
            self.assertRaises(OSError, fail)
        self.assertEqual(len(calls), 2)

    def test_one_computes_and_the_others_wait(self):
        started, go = threading.Event(), threading.Event()
        calls, results = [], []

        @weir.cached
        def slow(n):
            calls.append(n)
            started.set()
            go.wait(30)
            return n * 2

        threads = [threading.Thread(target=lambda: results.append(slow(4))) for _ in range(8)]
        threads[0].start()
        self.assertTrue(started.wait(30))
        for thread in threads[1:]:
            thread.start()
        go.set()
        for thread in threads:
            thread.join()
        self.assertEqual((calls, results), ([4], [8] * 8))

    def test_recursion_does_not_hang(self):
        @weir.cached
        def fibonacci(n):
            return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

        self.assertEqual(fibonacci(80), 23416728348467685)
        depth = []

        @weir.cached
        def itself():
            depth.append(1)
            return itself() if len(depth) < 3 else "out"

        self.assertEqual(itself(), "out")

    def test_two_that_want_one_another_do_not_hang(self):
        barrier = threading.Barrier(2)
        calls = []

        def once(name, other):
            calls.append(name)
            if calls.count(name) > 1:
                return 1
            barrier.wait(30)
            return 1 + other()

        @weir.cached
        def one():
            return once("one", two)

        @weir.cached
        def two():
            return once("two", one)

        threads = [threading.Thread(target=function, daemon=True)
                   for function in (one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
            self.assertFalse(thread.is_alive(), "they wait for one another")

    def test_methods(self):
        calls = []

        class Widget:
            def __init__(self, number):
                self.number = number

            @weir.cached_method(ttl=300, max_size=50)
            def scaled(self, by):
                calls.append(self.number)
                return self.number * by["factor"]

            @weir.cached_method()
            async def later(self):
                calls.append("later")
                return self.number

        widget = Widget(3)
        self.assertEqual([widget.scaled({"factor": 2}) for _ in range(3)], [6] * 3)
        self.assertEqual(calls, [3])
        self.assertTrue(widget.scaled.forget({"factor": 2}))
        widget.scaled({"factor": 2})
        self.assertEqual(calls, [3, 3])
        for number in range(300):
            self.assertEqual(Widget(number).scaled({"factor": 3}), number * 3)
        self.assertLessEqual(len(Widget.scaled.cache), 50)
        self.assertEqual([asyncio.run(widget.later()) for _ in range(3)], [3] * 3)
        self.assertEqual(calls.count("later"), 1)

        class Slots:
            __slots__ = ()

            @weir.cached_method()
            def name(self):
                return 1

        with self.assertRaisesRegex(TypeError, "__weakref__"):
            Slots().name()

    def test_async(self):
        calls = []

        @weir.cached
        async def fetch(n):
            calls.append(n)
            await asyncio.sleep(0)
            if n < 0:
                raise OSError("no")
            return n * 2

        async def main():
            results = await asyncio.gather(*(fetch(3) for _ in range(10)))
            self.assertEqual(results, [6] * 10)
            first = asyncio.ensure_future(fetch(4))
            second = asyncio.ensure_future(fetch(4))
            await asyncio.sleep(0)
            first.cancel()
            self.assertEqual(await second, 8)
            for _ in range(2):
                with self.assertRaises(OSError):
                    await fetch(-1)

        asyncio.run(main())
        self.assertEqual(asyncio.run(fetch(3)), 6)
        self.assertEqual(calls, [3, 4, -1, -1])

    def test_a_cache_that_fails_costs_time_only(self):
        runtime = weir.Runtime()

        @weir.cached
        def f(n):
            return n + 1

        f.memo.cache = weir.Cache(runtime=runtime)
        runtime.shutdown()
        with self.assertLogs("weir", logging.WARNING):
            self.assertEqual(f(1), 2)


class Tombstones(unittest.TestCase):
    def test_ages(self):  # E-060..E-065
        now = [0.0]
        tracker = weir.DeletionTracker(clock=lambda: now[0])
        tracker.add(1)
        self.assertIn(1, tracker)
        now[0] = 3599
        self.assertEqual(tracker.force_cleanup(), 0)
        now[0] = 3600
        tracker.add(2)
        self.assertIn(1, tracker, "looked for 900 seconds after the last look")
        self.assertEqual(tracker.force_cleanup(), 1)
        self.assertNotIn(1, tracker)
        now[0] = 9000
        tracker.add(3)
        self.assertEqual((2 in tracker, 3 in tracker, len(tracker)), (False, True, 1))
        with self.assertRaises(OSError):
            with tracker.deleting(4):
                self.assertIn(4, tracker)
                raise OSError
        self.assertNotIn(4, tracker)

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_fork_and_exit(self):
        status, printed = child("""
import os, threading, weir
tracker = weir.DeletionTracker()
calls = []
@weir.cached
def f(n):
    calls.append(n)
    return n * 2
manager = weir.get_cache_manager()
manager.get_cache("a").set("k", 1)
f(1)
held = threading.Event()
def hold():
    with tracker._lock:
        held.set()
        threading.Event().wait(30)
tracker.add("being deleted")
threading.Thread(target=hold, daemon=True).start()
held.wait(30)
pid = os.fork()
if pid == 0:
    assert "being deleted" in tracker
    tracker.discard("being deleted")
    assert f(1) == 2 and len(calls) == 2, calls
    assert weir.get_cache_manager().get_cache("a").get("k") is None
    os._exit(0 if f(1) == 2 and len(calls) == 2 else 3)
assert os.waitpid(pid, 0)[1] == 0
assert f(1) == 2 and len(calls) == 1
print("well")
""")
        self.assertEqual((status, printed), (0, "well\n"))


if __name__ == "__main__":
    unittest.main()
