# SPDX-License-Identifier: Apache-2.0
"""Proves: a plan is described once and copies what lies there at each run; its arrays live until it
and its runs are gone; a stream waits for another's ticket; and what does not fit is told by number."""
import array
import asyncio
import gc
import unittest
import weakref

import weir


class Held(bytearray):
    """A bytearray that can be watched."""


class Plans(unittest.TestCase):
    def setUp(self):
        self.pool = weir.StreamManager(2)

    def test_each_run_copies_what_lies_there(self):  # A-022 A-025
        src = [array.array("d", range(100)) for _ in range(50)]
        dst = [array.array("d", bytes(800)) for _ in range(50)]
        plan = self.pool.plan(zip(src, dst))
        for turn in range(3):
            for one in src:
                one[0] = turn
            ticket = plan.run()
            ticket.wait()
            self.assertEqual(src, dst)
            self.assertEqual(len(ticket), 50)
        self.assertEqual(self.pool.get_performance_stats()["transfer_stats"]["count"], 150)

    def test_arrays_live_as_long_as_anybody_needs_them(self):
        src, dst = Held(b"x" * 100_000), Held(100_000)
        watched = weakref.ref(dst)
        plan = self.pool.plan([(src, dst)])
        del src, dst
        gc.collect()
        self.assertIsNotNone(watched())
        ticket = plan.run()
        del plan
        ticket.wait()
        del ticket
        for _ in range(1000):
            self.pool.wait_all()  # comes by and lets go
            gc.collect()
            if watched() is None:
                break
        self.assertIsNone(watched())

    def test_what_does_not_fit_is_told_by_number(self):
        good = (bytes(10), bytearray(10))
        with self.assertRaisesRegex(weir.InvalidError, r"pair 1 of the plan: .*\(10\).*\(11\)"):
            self.pool.plan([good, (bytes(10), bytearray(11))])
        with self.assertRaisesRegex(weir.InvalidError, "pair 1 of the plan: .*no buffer"):
            self.pool.plan([good, (bytes(10), "text")])
        with self.assertRaisesRegex(TypeError, r"pair 0 of the plan is not \(source, destination\)"):
            self.pool.plan([good[0]])
        with self.assertRaisesRegex(TypeError, "a plan is an iterable"):
            self.pool.plan(7)
        self.pool.plan([]).run().wait()

    def test_progress_and_cancel(self):
        plan = self.pool.plan([(bytes(10), bytearray(10)) for _ in range(100)])
        seen = []
        plan.run(control=weir.Control(lambda done, total: seen.append((done, total)) or False)).wait()
        self.assertEqual(seen[-1], (100, 100))
        stopped = weir.Control()
        stopped.cancel()
        with self.assertRaises(weir.CancelledError):
            plan.run(control=stopped)

    def test_may_be_awaited(self):
        src, dst = bytes(range(100)), bytearray(100)

        async def run():
            await self.pool.plan([(src, dst)]).run()

        asyncio.run(run())
        self.assertEqual(src, dst)

    def test_after_shutdown(self):
        runtime = weir.Runtime()
        plan = weir.StreamManager(1, runtime=runtime).plan([(bytes(10), bytearray(10))])
        runtime.shutdown()
        with self.assertRaises(weir.ClosedError):
            plan.run()


class Events(unittest.TestCase):
    def test_a_stream_waits_for_anothers_ticket(self):
        pool = weir.StreamManager(2)
        one, two = pool.get_stream(0), pool.get_stream(1)
        first, middle, last = (array.array("q", bytes(800_000)) for _ in range(3))
        for turn in range(1, 10):
            first[0] = first[-1] = turn
            one.transfer(first, middle)
            two.wait_for(one.record())
            two.transfer(middle, last).wait()
            self.assertEqual((last[0], last[-1]), (turn, turn))

    def test_the_host_has_nothing_to_wrap(self):
        pool = weir.StreamManager(1, runtime=weir.Runtime(device="host"))
        with self.assertRaisesRegex(weir.UnsupportedError, "host"):
            pool.wrap(4096)


if __name__ == "__main__":
    unittest.main()
