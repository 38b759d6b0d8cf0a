# SPDX-License-Identifier: Apache-2.0
"""Proves: arrays live in the device's memory and go where transfers take them; arrays of other
libraries go in and out by DLPack (both versions) and by __cuda_array_interface__ without a copy, and
live as long as a copy needs them; what does not fit is told. Run on the host, and with WEIR_DEVICE=cuda
on the simulated device."""
import gc
import os
import unittest
import weakref

import weir
from support import numpy

ON_GPU = os.environ.get("WEIR_DEVICE") == "cuda"


class Lent:
    """An array of another library: what only speaks DLPack, as much of it as is said here."""

    def __init__(self, array, old=False):
        self.array, self.old, self.asked = array, old, []

    def __dlpack_device__(self):
        return tuple(int(n) for n in self.array.__dlpack_device__())

    def __dlpack__(self, **asked):
        self.asked.append(asked)
        if self.old and "max_version" in asked:
            raise TypeError("unexpected keyword argument 'max_version'")
        if numpy is not None and isinstance(self.array, numpy.ndarray):
            return self.array.__dlpack__()
        return self.array.__dlpack__(**asked)


class Gpu:
    """What only has a __cuda_array_interface__."""

    def __init__(self, shape, typestr, ptr, strides=None, read_only=False, **more):
        self.__cuda_array_interface__ = {"shape": shape, "typestr": typestr, "strides": strides,
                                         "data": (ptr, read_only), "version": 3, **more}


class DeviceMemory(unittest.TestCase):
    def setUp(self):
        if numpy is None:
            self.skipTest("numpy is not here")
        self.streams = weir.StreamManager(2)
        self.pool = weir.DevicePool(capacity_bytes=32 << 20)
        self.values = numpy.arange(1500, dtype="float64").reshape(500, 3)
        self.back = numpy.zeros((500, 3))

    def up(self, array):
        there = self.pool.empty(array.shape, array.dtype)
        self.streams.transfer(array, there).wait()
        return there

    def down(self, there, like):
        back = numpy.zeros_like(like)
        self.streams.transfer(there, back).wait()
        return back

    def test_every_dtype_goes_there_and_back(self):
        for name in ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64",
                     "float16", "float32", "float64", "complex64", "complex128", "bool"):
            array = (numpy.arange(60).reshape(3, 4, 5) % 2).astype(name)
            there = self.up(array)
            self.assertEqual((there.shape, there.dtype, there.nbytes), (array.shape, name, array.nbytes))
            self.assertEqual(there.ptr % 256, 0)
            numpy.testing.assert_array_equal(self.down(there, array), array)

    def test_batches_and_plans_take_them(self):
        arrays = [self.values + i for i in range(100)]
        there = [self.pool.empty((500, 3), numpy.float64) for _ in arrays]
        self.streams.batch_transfers(zip(arrays, there)).wait()
        backs = [numpy.zeros((500, 3)) for _ in arrays]
        plan = self.streams.plan(zip(there, backs))
        for _ in range(3):
            plan.run().wait()
        for array, back in zip(arrays, backs):
            numpy.testing.assert_array_equal(array, back)

    def test_memory_goes_back_and_is_used_again(self):
        for _ in range(10):
            del_me = self.up(self.values)
            del del_me
            gc.collect()
            self.streams.wait_all()
        stats = self.pool.stats()
        self.assertEqual(stats["get_count"], 10)
        self.assertGreaterEqual(stats["reuse_count"], 7)

    def test_given_back_while_a_stream_is_at_it(self):
        stream = self.streams.get_stream(1)
        for turn in range(20):
            there = self.pool.empty((500, 3), "float64", weir.MemoryPriority.HIGH, stream)
            stream.transfer(self.values + turn, there)
            ticket = stream.transfer(there, self.back)
            there.give_back(stream)
            ticket.wait()
            numpy.testing.assert_array_equal(self.back, self.values + turn)
        with self.assertRaisesRegex(weir.InvalidError, "given back"):
            there.ptr
        with self.assertRaisesRegex(weir.InvalidError, "given back"):
            there.give_back(stream)

    def test_a_refusal_says_what_would_fit(self):
        kept = self.pool.empty(20 << 20, "uint8")
        with self.assertRaisesRegex(weir.NoMemoryError, "About [0-9]+ bytes would fit"):
            self.pool.empty(20 << 20, "uint8", weir.MemoryPriority.LOW)
        self.assertGreater(self.pool.stats()["hint_bytes"], 1 << 20)
        for bad in (lambda: self.pool.empty(3, "object"), lambda: self.pool.empty(-1),
                    lambda: self.pool.empty(3, "uint8", 7),
                    lambda: weir.DevicePool(capacity_bytes=10, reserve_bytes=10),
                    lambda: weir.DevicePool(wait_seconds=-1)):
            self.assertRaises(weir.InvalidError, bad)
        with self.assertRaisesRegex(weir.NoMemoryError, "larger than any"):
            self.pool.empty(1 << 62, "float64")
        self.assertEqual(self.pool.empty((2, 3), float).dtype, "float64")
        with self.assertRaisesRegex(weir.InvalidError, "pass the Stream"):
            kept.give_back(None)
        del kept

    def test_arrays_of_others_by_dlpack(self):
        for old in (False, True):
            src = Lent(self.up(self.values), old)
            self.streams.get_stream(0).transfer(src, self.back).wait()
            numpy.testing.assert_array_equal(self.back, self.values)
            self.assertEqual(len(src.asked), 2 if old else 1)
            # On a GPU the default stream is made to wait for what its library has queued.
            self.assertEqual(src.asked[-1].get("stream"), 1 if ON_GPU else None)
            self.back[:] = 0

    def test_arrays_on_the_host_by_dlpack(self):
        strided = numpy.arange(6000, dtype="float64").reshape(1000, 6)[::2, ::-2]
        lent = Lent(strided, old=True)
        into = numpy.zeros((500, 3))
        self.streams.transfer(lent, Lent(into, old=True)).wait()
        numpy.testing.assert_array_equal(into, strided)
        with self.assertRaises(weir.InvalidError):
            self.streams.transfer(lent, Lent(numpy.zeros((500, 4)), old=True))

    def test_numpy_takes_an_array_of_the_hosts(self):
        there = self.up(self.values)
        if ON_GPU:
            self.assertEqual(there.__dlpack_device__(), (2, 0))
            with self.assertRaises(BufferError):
                there.__dlpack__(dl_device=(1, 0))
            return
        self.assertFalse(hasattr(there, "__cuda_array_interface__"))
        seen = numpy.from_dlpack(there)
        self.streams.transfer(self.values * 2, there).wait()
        numpy.testing.assert_array_equal(seen, self.values * 2)
        with self.assertRaises(BufferError):
            there.__dlpack__(copy=True)
        watched = weakref.ref(there)
        del there
        gc.collect()
        self.assertIsNotNone(watched(), "numpy still looks at it")
        del seen
        for _ in range(1000):
            self.streams.wait_all()  # comes by and lets go
            gc.collect()
            if watched() is None:
                break
        self.assertIsNone(watched())

    def test_a_capsule_that_nobody_takes_lets_go(self):
        for version in (None, (1, 0)):
            there = self.up(self.values)
            watched = weakref.ref(there)
            capsule = there.__dlpack__(max_version=version)
            self.assertIn("dltensor_versioned" if version else '"dltensor"', repr(capsule))
            del there, capsule
            for _ in range(1000):
                self.streams.wait_all()
                gc.collect()
                if watched() is None:
                    break
            self.assertIsNone(watched())

    @unittest.skipUnless(ON_GPU, "on a GPU, or what stands for one")
    def test_arrays_of_others_by_cuda_array_interface(self):
        there = self.up(self.values)
        for more in ({}, {"stream": None}, {"stream": 1}):
            gpu = Gpu((500, 3), "<f8", there.ptr, **more)
            self.streams.transfer(gpu, self.back).wait()
            numpy.testing.assert_array_equal(self.back, self.values)
            self.back[:] = 0
        every_other = Gpu((250, 3), "<f8", there.ptr, (48, 8))
        half = numpy.zeros((250, 3))
        self.streams.batch_transfers([(every_other, half)]).wait()
        numpy.testing.assert_array_equal(half, self.values[::2])
        self.streams.transfer(self.values * 2, Gpu((500, 3), "<f8", there.ptr)).wait()
        plan = self.streams.plan([(Gpu((500, 3), "<f8", there.ptr, stream=1), self.back)])
        plan.run().wait()
        numpy.testing.assert_array_equal(self.back, self.values * 2)
        ours = there.__cuda_array_interface__
        self.assertEqual((ours["shape"], ours["typestr"], ours["data"]),
                         ((500, 3), "<f8", (there.ptr, False)))

    @unittest.skipUnless(ON_GPU, "on a GPU, or what stands for one")
    def test_interfaces_that_cannot_be_are_told(self):
        ptr = self.up(self.values).ptr
        for bad, words in (
                (Gpu((500, 3), "<f8", ptr, stream=0), "stream 0"),
                (Gpu((500, 3), "<f8", ptr, (8,)), "different lengths"),
                (Gpu((500, 3), "<U8", ptr), "items of type"),
                (Gpu([500, 3], "<f8", ptr), "without shape"),
                (Gpu((-1, 3), "<f8", ptr), "negative extent"),
                (Gpu((500, 3), "<f8", ptr, mask=1), "masked"),
                (Gpu((1,) * 33, "<f8", ptr), "33 dimensions"),
                (Gpu((500, 4), "<f8", ptr), r"\(500, 4\)")):
            with self.assertRaisesRegex(weir.InvalidError, words):
                self.streams.transfer(bad, self.back)
        with self.assertRaisesRegex(weir.InvalidError, "may not be written"):
            self.streams.transfer(self.values, Gpu((500, 3), "<f8", ptr, read_only=True))
        with self.assertRaisesRegex(weir.UnsupportedError, "per-thread"):
            self.streams.transfer(Gpu((500, 3), "<f8", ptr, stream=2), self.back)
        with self.assertRaisesRegex(weir.InvalidError, "byte orders"):
            self.streams.transfer(Gpu((500, 3), ">f8", ptr), self.back)
        with self.assertRaises((TypeError, weir.InvalidError)):
            self.streams.transfer(Gpu((500, "x"), "<f8", ptr), self.back)

    def test_what_is_no_array_is_told(self):
        class Wrong:
            def __dlpack_device__(self):
                return (1, 0)

            def __dlpack__(self, **_):
                return "no capsule"

        class Elsewhere(Wrong):
            def __dlpack_device__(self):
                raise ValueError("not today")

        class Nowhere(Wrong):
            def __dlpack_device__(self):
                return "cpu"

        with self.assertRaisesRegex(TypeError, "not \\(kind, number\\)"):
            self.streams.transfer(Nowhere(), self.back)
        with self.assertRaisesRegex(weir.InvalidError, "no DLPack capsule"):
            self.streams.transfer(Wrong(), self.back)
        with self.assertRaisesRegex(ValueError, "not today"):
            self.streams.transfer(Elsewhere(), self.back)
        with self.assertRaisesRegex(TypeError, "__cuda_array_interface__"):
            self.streams.transfer(object(), self.back)


if __name__ == "__main__":
    unittest.main()
