# SPDX-License-Identifier: Apache-2.0
"""Proves: a value is computed once for all threads that ask, what fails is told, and what is stale is
refreshed; what is invalidated goes with all that depends on it, and what leaves is told."""
import logging
import threading
import time
import unittest

import weir


class Computing(unittest.TestCase):
    """E-070..E-072, C-034: one computes for all; what fails is told; what is stale is refreshed."""

    def test_one_computes_and_the_others_wait(self):
        for cache, value in ((weir.Cache(), {"a": [1]}), (weir.ByteCache(), b"bytes")):
            computed, got = [], []
            inside, others = threading.Event(), threading.Barrier(5)

            def compute():
                computed.append(1)
                inside.set()
                others.wait(60)  # until all the others are about to ask
                return value

            def ask():
                inside.wait(60)
                others.wait(60)
                got.append(cache.get_or_compute(b"k", compute))

            threads = [threading.Thread(target=ask) for _ in range(4)]
            for thread in threads:
                thread.start()
            got.append(cache.get_or_compute(b"k", compute))
            for thread in threads:
                thread.join(60)
            self.assertEqual((len(computed), got), (1, [value] * 5))
            self.assertEqual(cache.get_stats()["loads"], 1)

    def test_what_raises(self):
        cache, tries = weir.Cache(), []

        def bad():
            tries.append(1)
            raise LookupError("on purpose")

        for _ in range(2):
            self.assertRaisesRegex(LookupError, "on purpose", cache.get_or_compute, "k", bad)
        self.assertEqual(len(tries), 2)
        with self.assertRaises(LookupError):
            cache.get_or_compute("k", bad, error_ttl=60)
        self.assertRaisesRegex(weir.CallbackError, "LookupError: on purpose",
                               cache.get_or_compute, "k", bad)
        self.assertEqual(len(tries), 3)
        self.assertEqual(cache.get("k", "none"), "none")
        self.assertRaisesRegex(weir.InvalidError, "wait for itself", cache.get_or_compute, "self",
                               lambda: cache.get_or_compute("self", dict))
        self.assertEqual(cache.get_or_compute("none", lambda: None), None)
        self.assertIn("none", cache)
        self.assertRaises(weir.InvalidError, cache.get_or_compute, "t", dict, ttl=0)
        self.assertEqual(cache.get_or_compute("t", lambda: 7, wait=0), 7)

    def test_nothing_is_remembered(self):
        cache, asked = weir.ByteCache(), []

        def none():
            asked.append(1)

        for _ in range(3):
            self.assertIsNone(cache.get_or_compute(b"k", none, miss_ttl=60))
        self.assertEqual(len(asked), 1)
        for _ in range(3):
            self.assertIsNone(cache.get_or_compute(b"l", none))
        self.assertEqual(len(asked), 4)

    def test_who_waits_too_long_is_told(self):
        cache, inside, over = weir.Cache(), threading.Event(), threading.Event()

        def slow():
            inside.set()
            over.wait(60)
            return "slow"

        thread = threading.Thread(target=lambda: cache.get_or_compute("k", slow))
        thread.start()
        inside.wait(60)
        self.assertRaises(TimeoutError, cache.get_or_compute, "k", dict, wait=0)
        self.assertRaises(TimeoutError, cache.get_or_compute, "k", dict, wait=0.01)
        over.set()
        thread.join(60)
        self.assertEqual(cache.get("k"), "slow")

    def test_what_is_stale_is_refreshed_beside(self):
        cache, fresh = weir.Cache(soft_ttl=1e-9), threading.Event()
        cache.set("k", "old")

        def compute():
            fresh.set()
            return "new"

        while not fresh.is_set():  # the coarse clock has to move first
            self.assertIn(cache.get_or_compute("k", compute, soft_ttl=3600), ("old", "new"))
        while cache.get("k") != "new":
            time.sleep(0.001)
        self.assertEqual(cache.get_or_compute("k", dict), "new")

    def test_no_room_is_no_loss(self):
        cache = weir.Cache(max_bytes=4096)
        with self.assertLogs("weir", logging.WARNING):
            self.assertEqual(cache.get_or_compute("k", lambda: "x" * 10_000), "x" * 10_000)

    def test_a_cache_that_is_closed_costs_time_only(self):
        runtime = weir.Runtime()
        cache = weir.Cache(runtime=runtime)
        runtime.shutdown()
        with self.assertLogs("weir", logging.WARNING):
            self.assertEqual(cache.get_or_compute("k", lambda: 7), 7)


class Invalidating(unittest.TestCase):
    """E-031, E-032: what depends on what was changed goes; what leaves is told."""

    def test_dependents_go(self):
        cache = weir.Cache()
        cache.set("statistics", 1, depends_on=[("project", 7), "tag"])
        cache.set("page", 2, depends_on=["statistics"])
        cache.set("other", 3, depends_on=[("project", 8)])
        self.assertEqual(cache.invalidate(("project", 7)), 2)
        self.assertEqual((cache.get("statistics"), cache.get("page"), cache.get("other")),
                         (None, None, 3))
        self.assertEqual(cache.get_or_compute("made", lambda: 4, depends_on=["other"]), 4)
        self.assertEqual(cache.invalidate("other"), 2)
        cache.set("a", 1)
        cache.invalidate_all()
        self.assertNotIn("a", cache)
        self.assertEqual(cache.get_stats()["invalidations"], 5)
        self.assertRaisesRegex(TypeError, "list of names", cache.set, "a", 1, depends_on="tag")
        self.assertRaises(TypeError, cache.set, "a", 1, depends_on=7)
        self.assertRaises(TypeError, cache.set, "a", 1, depends_on=[object()])
        self.assertRaisesRegex(TypeError, "list of names", cache.get_or_compute, "a", dict,
                               depends_on="tag")

    def test_bytes(self):
        cache = weir.ByteCache()
        for name in (b"user:1", b"user:2", b"page"):
            cache.put(name, name, depends_on=[b"tag"] if name == b"page" else None)
        self.assertEqual(cache.invalidate_prefix(b"user:1"), 1)
        self.assertEqual(cache.invalidate_if(lambda key, value: key == value == b"user:2"), 1)
        with self.assertRaisesRegex(ZeroDivisionError, "by zero"):
            cache.invalidate_if(lambda key, value: 1 / 0)
        self.assertEqual(cache.read(b"page"), b"page")
        self.assertEqual(cache.get_or_compute(b"l", lambda: b"1", depends_on=[b"page"]), b"1")
        self.assertEqual(cache.invalidate(b"tag"), 2)
        self.assertEqual(len(cache), 0)

    def test_what_leaves_is_told(self):
        cache, heard = weir.ByteCache(max_size=1, policy="lru"), []
        cache.watch(lambda *event: heard.append(event))
        cache.put(b"a", b"1")
        cache.put(b"a", b"22")
        cache.put(b"b", b"333")
        cache.remove(b"b")
        self.assertEqual(heard, [("replaced", b"a", 1), ("evicted", b"a", 2), ("removed", b"b", 3)])
        cache.watch(kinds=["invalidated"])
        cache.put(b"c", b"")
        cache.remove(b"c")
        cache.put(b"c", b"4444")
        cache.invalidate(b"c")
        self.assertEqual(list(cache.events()), [("invalidated", b"c", 4)])
        self.assertEqual(list(cache.events()), [])
        self.assertEqual(len(heard), 3)
        self.assertRaises(weir.InvalidError, cache.watch, None, ["left"])


if __name__ == "__main__":
    unittest.main()
