# SPDX-License-Identifier: Apache-2.0
"""Proves: any array is copied as it lies, whatever its type, dimensions and strides; both ends live
until the copy is over; the event loop runs on meanwhile; and what goes wrong is told once."""
import array
import asyncio
import gc
import sys
import threading
import traceback
import unittest
import weakref

import weir
from support import numpy


class Held(bytearray):
    """A bytearray that can be watched."""


class Arrays(unittest.TestCase):
    def setUp(self):
        self.pool = weir.StreamManager(2)

    def test_without_numpy(self):
        for code in "bBhHiIlLqQfd":
            src, dst = array.array(code, range(100)), array.array(code, bytes(800))[:100]
            self.pool.transfer(src, dst).wait()
            self.assertEqual(src, dst)
        src, dst = bytes(range(256)), bytearray(256)
        self.pool.transfer(memoryview(src)[::-1], dst).wait()
        self.assertEqual(dst, src[::-1])
        grid = memoryview(bytearray(24)).cast("B", (2, 3, 4))
        self.pool.transfer(memoryview(src)[:24].cast("B", (2, 3, 4)), grid).wait()
        self.assertEqual(grid.tobytes(), src[:24])

    @unittest.skipIf(numpy is None, "numpy is not here")
    def test_every_dtype_and_stride(self):
        for dtype in "? i1 u1 i2 u2 i4 u4 i8 u8 f2 f4 f8 c8 c16 >f8 >i4".split():
            src = (numpy.arange(4 * 5 * 6) % 100).reshape(4, 5, 6).astype(dtype)
            for cut in (numpy.s_[:], numpy.s_[::-1, 1::2, ::3], numpy.s_[..., None, 2], numpy.s_[2:2]):
                dst = numpy.zeros_like(src)
                self.pool.transfer(src[cut], dst[cut]).wait()
                numpy.testing.assert_array_equal(src[cut], dst[cut])
            dst = numpy.zeros(src.T.shape, dtype, order="F")
            self.pool.transfer(src.T, dst).wait()
            numpy.testing.assert_array_equal(src.T, dst)
        one = numpy.zeros(())
        self.pool.transfer(numpy.array(7.0), one).wait()
        self.assertEqual(one, 7)
        broadcast = numpy.broadcast_to(numpy.arange(3.0), (4, 3))  # a stride of zero
        dst = numpy.zeros((4, 3))
        self.pool.transfer(broadcast, dst).wait()
        numpy.testing.assert_array_equal(broadcast, dst)

    def refuses(self, src, dst, kind, *words):
        with self.assertRaises(kind) as caught:
            self.pool.transfer(src, dst).wait()
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_refused_with_a_reason(self):
        self.refuses(bytes(8), bytes(8), weir.InvalidError, "destination", "read-only bytes")
        self.refuses([1, 2], bytearray(2), TypeError, "source", "list")
        self.refuses(bytes(8), bytearray(9), weir.InvalidError, "(8)", "(9)")
        self.refuses(array.array("f", [1]), array.array("d", [1]), weir.InvalidError, "f32", "f64")

    @unittest.skipIf(numpy is None, "numpy is not here")
    def test_refused_with_a_reason_numpy(self):
        locked = numpy.zeros(3)
        locked.flags.writeable = False
        self.refuses(numpy.ones(3), locked, weir.InvalidError, "read-only numpy.ndarray")
        self.refuses(numpy.ones(3, ">f8"), numpy.ones(3), weir.InvalidError, "byte order")
        self.refuses(numpy.array(["a"]), numpy.array(["b"]), weir.InvalidError, "format")
        self.refuses(numpy.array([object()]), numpy.array([None]), weir.InvalidError, "format")

    def test_ends_live_until_it_is_over(self):
        # The only stream waits in a progress function, so what is asked next stays in its queue.
        pool, entered, go = weir.StreamManager(1), threading.Event(), threading.Event()
        control = weir.Control(lambda done, total: (entered.set(), go.wait(30)) and None)
        blockers = [(bytes(1 << 20), bytearray(1 << 20)) for _ in range(4)]
        first = pool.batch_transfers(blockers, control=control)
        self.assertTrue(entered.wait(30))
        src, dst = Held(b"data" * 100), Held(400)
        watch = weakref.ref(src), weakref.ref(dst)
        ticket = pool.transfer(src, dst)
        self.assertFalse(ticket.done())
        with self.assertRaises(BufferError):
            dst.extend(b"x")  # a bytearray in use cannot move
        del src
        gc.collect()
        self.assertIsNotNone(watch[0]())
        go.set()
        ticket.wait()
        first.wait()
        self.assertEqual(dst, b"data" * 100)
        del dst, ticket
        for _ in range(1000):
            pool.wait_all()  # comes by and lets go
            if watch[0]() is None and watch[1]() is None:
                break
        self.assertEqual((watch[0](), watch[1]()), (None, None))


class Pools(unittest.TestCase):
    def test_batch_with_a_bad_pair(self):
        pool = weir.StreamManager(2)
        good = [(bytes([i]) * 10, bytearray(10)) for i in range(3)]
        ticket = pool.batch_transfers([good[0], (bytes(3), bytearray(4)), good[1], good[2]])
        with self.assertRaises(weir.PartialError) as caught:
            ticket.wait()
        self.assertEqual(list(caught.exception.failures), [1])
        self.assertIsInstance(caught.exception.failures[1], weir.InvalidError)
        self.assertIn("(3)", str(caught.exception.failures[1]))
        self.assertEqual([ticket.item_status(i) for i in range(len(ticket))], [0, -1, 0, 0])
        for src, dst in good:
            self.assertEqual(src, dst)
        self.assertTrue(pool.wait_all())  # it was told already
        self.assertTrue(pool.batch_transfers([]).wait())
        for wrong in (7, [1], [(1,)], [(bytes(1), bytes(1))], [("text", bytearray(1))]):
            with self.assertRaises((TypeError, weir.InvalidError)):
                pool.batch_transfers(wrong)

    def test_a_dropped_failure_is_told_by_the_next_wait(self):
        pool = weir.StreamManager(1)
        pool.batch_transfers([(bytes(3), bytearray(4))])
        with self.assertRaises(weir.Error) as caught:
            pool.wait_all()
        self.assertIn("(3)", str(caught.exception))
        self.assertTrue(pool.wait_all())
        self.assertEqual(pool.get_stream(0).last_error, "")  # the batch is the pool's affair

    def test_configure(self):  # A-002..A-007
        pool = weir.StreamManager(4, enable_profiling=False)
        pool.configure(pool_size=2)
        self.assertEqual(len(pool), 2)
        self.assertFalse(pool.get_performance_stats()["profiling"])
        pool.configure(enable_profiling=True, auto_sync=True, default_priority=1)
        dst = bytearray(4)
        pool.async_transfer(b"abcd", dst)
        self.assertEqual(dst, b"abcd")  # auto_sync: it is over when the call returns
        stats = pool.get_performance_stats()
        self.assertEqual((stats["bytes_transferred"], stats["stream_stats"]["stream_0"]["priority"]),
                         (4, 1))
        for wrong in (0, 257):
            with self.assertRaises(weir.InvalidError):
                pool.configure(pool_size=wrong)
        with self.assertRaises(weir.InvalidError):
            pool.get_stream(2)
        with self.assertRaises(weir.InvalidError):
            pool.wait_all(-1)

    def test_singleton(self):  # A-002 A-003
        manager = weir.get_stream_manager()
        size = manager.pool_size
        with self.assertLogs("weir", "WARNING"):
            self.assertIs(weir.get_stream_manager(size + 1), manager)
        self.assertEqual(manager.pool_size, size)

    def test_context_managers_wait(self):
        dst = bytearray(1 << 20)
        with weir.StreamManager(1) as pool:
            pool.transfer(b"x" * (1 << 20), dst)
        self.assertEqual(dst.count(b"x"), 1 << 20)
        with pool.get_stream(0) as stream:
            stream.transfer(b"y" * (1 << 20), dst)
        self.assertEqual(dst.count(b"y"), 1 << 20)


class Callbacks(unittest.TestCase):
    def test_done_once_and_on_a_library_thread(self):
        pool, heard, done = weir.StreamManager(1), [], threading.Event()
        ticket = pool.transfer(b"a" * (8 << 20), bytearray(8 << 20))
        ticket.add_done_callback(lambda t: (heard.append((t, threading.get_ident())), done.set()))
        self.assertTrue(done.wait(30))
        ticket.wait()
        self.assertEqual([item[0] for item in heard], [ticket])

    def test_what_a_callback_raises_is_heard(self):
        seen, sys.unraisablehook = [], (lambda args: seen.append(str(args.exc_value)))
        try:
            ticket = weir.StreamManager(1).transfer(b"a", bytearray(1))
            ticket.wait()
            ticket.add_done_callback(lambda t: 1 / 0)
        finally:
            sys.unraisablehook = sys.__unraisablehook__
        self.assertEqual(seen, ["division by zero"])
        with self.assertRaises(TypeError):
            ticket._ticket.on_done(7)

    def test_progress_cancels_and_raises(self):
        pool = weir.StreamManager(1, max_batch_bytes=1)
        pairs = [(bytes(1000), bytearray(1000)) for _ in range(50)]
        told = []
        control = weir.Control(lambda done, total: told.append((done, total)))
        pool.batch_transfers(pairs, control=control).wait()
        self.assertEqual(told[-1], (50, 50))
        self.assertEqual(control.progress(), (50, 50))
        control.cancel()
        with self.assertRaises(weir.CancelledError):
            pool.batch_transfers(pairs, control=control).wait()

        def boom(done, total):
            raise KeyError("mine")

        try:
            pool.batch_transfers(pairs, control=weir.Control(boom)).wait()
        except KeyError as error:
            self.assertIn('raise KeyError("mine")', "".join(traceback.format_exception(error)))
        else:
            self.fail("not raised")


class Async(unittest.TestCase):
    def test_await(self):
        async def work():
            pool = weir.StreamManager(2)
            src, dst = b"q" * (32 << 20), bytearray(32 << 20)
            beats = 0

            async def beat():
                nonlocal beats
                while True:
                    beats += 1
                    await asyncio.sleep(0)

            heart = asyncio.ensure_future(beat())
            ticket = await pool.get_stream().transfer(src, dst)
            self.assertTrue(ticket.done())
            self.assertEqual(dst, src)
            await asyncio.gather(*(pool.transfer(src[:1000], bytearray(1000)) for _ in range(50)))
            with self.assertRaises(weir.PartialError):
                await pool.batch_transfers([(bytes(1), bytearray(2)), (bytes(1), bytearray(1))])
            self.assertTrue(await pool.wait_all_async())
            heart.cancel()
            return beats

        self.assertGreater(asyncio.run(work()), 0)


if __name__ == "__main__":
    unittest.main()
