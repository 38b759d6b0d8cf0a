# SPDX-License-Identifier: Apache-2.0
"""Proves: arrays from a pool have the shape asked for, go back when nobody holds them, and every
wrong argument is told in words (D-020, D-022, D-030, D-034)."""
import gc
import unittest

import weir
from support import numpy
from weir.memory import MemoryPool, MemoryPriority

MB = 1 << 20


class Pool(unittest.TestCase):
    def setUp(self):
        self.runtime = weir.Runtime(memory_budget_bytes=64 * MB)
        self.pool = MemoryPool(self.runtime, reserve_bytes=4 * MB)

    def test_an_array_lives_as_long_as_its_views(self):
        array = self.pool.allocate((100, 200), "float64", zeroed=True)
        self.assertEqual((array.shape, array.dtype, array.sum()), ((100, 200), "float64", 0.0))
        self.assertEqual(array.ctypes.data % 64, 0)
        column = array[:, 3]
        del array
        gc.collect()
        self.assertEqual(self.pool.stats()["used_count"], 1)
        column[:] = 7
        self.assertEqual(column.sum(), 700)
        del column
        gc.collect()
        self.assertEqual(self.pool.stats()["used_count"], 0)
        again = self.pool.allocate((100, 200), "float64")
        self.assertEqual(self.pool.stats()["reuse_count"], 1)
        self.runtime.shutdown()
        again[...] = 1
        self.assertEqual(again.sum(), 20000)

    def test_shapes_and_kinds(self):
        self.assertEqual(self.pool.allocate(5).dtype, "float32")
        self.assertEqual(self.pool.allocate((), "int16").shape, ())
        self.assertEqual(self.pool.allocate((0, 3), numpy.complex128).size, 0)
        self.assertEqual(self.pool.allocate([2, 3], "float16").nbytes, 12)
        block = self.pool.block(100, MemoryPriority.LOW, zeroed=True, alignment=4096)
        self.assertEqual(bytes(block), bytes(100))
        block.close()

    def test_without_numpy_it_is_a_memoryview(self):
        view = self.pool._view((2, 3), "float64", MemoryPriority.MEDIUM, True, 0)
        self.assertEqual((view.shape, view.format, view[1, 2]), ((2, 3), "d", 0.0))
        with self.assertRaises(weir.InvalidError):
            self.pool._view((2,), "complex64", MemoryPriority.MEDIUM, True, 0)

    def test_limits_by_priority(self):
        keep = self.pool.allocate(50 * MB, "uint8", MemoryPriority.LOW)
        with self.assertRaisesRegex(weir.NoMemoryError, "a pool block needs"):
            self.pool.allocate(9 * MB, "uint8", MemoryPriority.LOW)
        more = self.pool.allocate(7 * MB, "uint8", MemoryPriority.HIGH)
        critical = self.pool.allocate(4 * MB, "uint8", MemoryPriority.CRITICAL)
        self.assertEqual(self.pool.stats()["emergency_count"], 1)
        del keep, more, critical
        self.assertGreater(self.pool.trim(), 50 * MB)

    def test_wrong_arguments(self):
        for call in (lambda: self.pool.allocate((-1, 2)), lambda: self.pool.allocate(1, object),
                     lambda: self.pool.allocate(1, "uint8", 7),
                     lambda: self.pool.allocate(1, alignment=48),
                     lambda: MemoryPool(self.runtime, capacity_bytes=1, reserve_bytes=2),
                     lambda: MemoryPool(self.runtime, idle_seconds=-1),
                     lambda: weir.get_memory_manager().allocate(1, device="cuda")):
            with self.assertRaises(weir.InvalidError):
                call()
        with self.assertRaises(TypeError):
            self.pool.allocate("ab")
        with self.assertRaises(weir.NoMemoryError):
            self.pool.allocate((1 << 40, 1 << 10))

    def test_managed_buffers_yield(self):  # D-027 D-028 D-029
        runtime = weir.Runtime(memory_budget_bytes=8 * MB)
        tiles = []
        for number in range(32):
            tile = weir.Managed(runtime, MB, MemoryPriority.LOW, compress=number % 2 == 0)
            tile.array((MB // 4,), "uint32")[...] = number
            tiles.append(tile)
        stats = weir.Managed.stats(runtime)
        self.assertGreater(stats["compress_count"], 0)
        self.assertGreater(stats["spilled_count"], 0)
        self.assertEqual(stats["total_bytes"], 32 * MB)
        for number, tile in enumerate(tiles):
            array = tile.array((512, 512), "uint32")
            self.assertEqual((array.min(), array.max(), tile.pin_count), (number, number, 1))
            view = array[3:5, 7]
            del array
            gc.collect()
            self.assertEqual(tile.pin_count, 1)
            del view
            self.assertEqual((tile.pin_count, tile.place), (0, weir.ManagedPlace.MEMORY))
        with tiles[5].pin() as pinned:
            self.assertEqual(bytes(pinned[:4]), (5).to_bytes(4, "little"))
        self.assertEqual(len(tiles[5]), MB)

    def test_managed_settings_and_wrong_arguments(self):
        runtime = weir.Runtime(memory_budget_bytes=8 * MB)
        manager = weir.MemoryManager(MemoryPool(runtime))
        self.assertTrue(manager.get_pool_stats()["compression_enabled"])
        manager.enable_compression(False)
        self.assertFalse(manager.get_pool_stats()["compression_enabled"])
        self.assertTrue(weir.Managed.stats(runtime)["spill"])
        tile = weir.Managed(runtime, 100)
        for call in (lambda: tile.array((26,), "float32"), lambda: tile.array((1,), object),
                     lambda: tile.array((-1,)), lambda: weir.Managed(runtime, 1, 7),
                     lambda: weir.Managed(runtime, 1, alignment=3),
                     lambda: weir.Managed.configure(runtime, compress_at=2)):
            with self.assertRaises(weir.InvalidError):
                call()
        with self.assertRaises(weir.NoMemoryError):
            weir.Managed(runtime, 9 * MB)
        with self.assertRaises((OverflowError, weir.InvalidError, TypeError)):
            weir.Managed(runtime, -1)
        self.assertEqual(tile.pin_count, 0)

    def test_the_manager(self):
        manager = weir.get_memory_manager()
        self.assertIs(manager, weir.get_memory_manager())
        array = manager.allocate((480, 640), "uint8", "cpu", MemoryPriority.MEDIUM)
        stats = manager.get_pool_stats()
        self.assertGreaterEqual(stats["active_blocks"], 1)
        manager.deallocate(array)
        array[...] = 1
        self.assertEqual(array.sum(), 480 * 640)
        del array
        self.assertGreater(manager.cleanup(), 0)
        self.assertIn("pool", manager.get_memory_summary()["modules"])


if __name__ == "__main__":
    unittest.main()
