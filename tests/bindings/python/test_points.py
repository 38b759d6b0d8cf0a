# SPDX-License-Identifier: Apache-2.0
"""Proves: a tile's columns are seen in place with the right shapes, results of the point calls are
what the library gives, and long calls hear progress and can be stopped."""
import os
import tempfile
import unittest

import weir
from weir import points


class Tiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = os.path.join(cls.folder.name, "tile.las")
        points.write_synthetic(cls.path, seed=1, point_count=20000)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_columns(self):
        with weir.Tile(self.path) as tile:
            self.assertEqual(len(tile), 20000)
            self.assertEqual(tile.info.point_count, 20000)
            xyz = tile.xyz()
            view = memoryview(xyz)
            self.assertEqual((view.format, view.shape, view.strides), ("d", (20000, 3), (24, 8)))
            low, high = tile.info.minimum, tile.info.maximum
            for axis in range(3):
                self.assertGreaterEqual(view[7, axis], low[axis] - 1e-9)
                self.assertLessEqual(view[7, axis], high[axis] + 1e-9)
            for name in points.FIELDS:
                column = tile.read(name, 10, 5)
                if column is not None:
                    self.assertEqual(len(column), 5, name)
            into = bytearray(100)
            self.assertTrue(tile.read_into(into, "classification", 0, 100))
            self.assertEqual(into, bytes(tile.read("classification", 0, 100)))
            self.assertEqual(len(tile.read("intensity", 0, 0)), 0)
            for wrong in (lambda: tile.read("colour"), lambda: tile.read("xyz", 19999, 2),
                          lambda: tile.read_into(bytes(8), "xyz", 0, 1)):
                with self.assertRaises(weir.InvalidError):
                    wrong()
            with self.assertRaises(weir.TooSmallError):
                tile.read_into(bytearray(8), "xyz", 0, 1)
        with self.assertRaises(weir.ClosedError):
            tile.xyz()
        self.assertEqual(memoryview(xyz).shape, (20000, 3))  # it outlives the tile
        with self.assertRaises(weir.NotFoundError):
            weir.Tile(self.path + ".none")

    def test_features_classes_and_writing(self):
        tile = weir.Tile(self.path)
        xyz = tile.xyz()
        features = weir.Features(xyz, "LOD3", neighbor_count=12)
        self.assertIn("planarity", features.names())
        self.assertNotIn("omnivariance", features.names())
        planarity = memoryview(features["planarity"])
        self.assertEqual((planarity.format, len(planarity), planarity.readonly), ("f", 20000, True))
        self.assertIsNone(features.get("omnivariance"))
        classes = features.classify(building_area_m2=20)
        self.assertEqual(len(classes), 20000)
        self.assertIn(points.core.WEIR_CLASS_GROUND, bytes(classes))
        del features
        self.assertTrue(0 <= planarity[5] <= 1)  # the column keeps what lends it
        out = os.path.join(self.folder.name, "out.las")
        tile.write(out, classes)
        self.assertEqual(bytes(weir.Tile(out).read("classification")), bytes(classes))
        if "png" in str(weir.runtime.shared().info()):
            picture = os.path.join(self.folder.name, "out.png")
            try:
                points.write_picture(picture, xyz, classes, longest_side_px=200)
                self.assertGreater(os.path.getsize(picture), 100)
            except weir.UnsupportedError:
                pass
        self.assertEqual(points.class_name(6), "building")
        for wrong in (lambda: weir.Features(xyz, "LOD9"), lambda: weir.Features(xyz, neighbours=3),
                      lambda: tile.write(out, bytes(3)), lambda: weir.Features(bytes(24)),
                      lambda: features_of(b"")["none"]):
            with self.assertRaises((weir.InvalidError, NameError)):
                wrong()

    def test_neighbours(self):
        line = memoryview(weir.Buffer.copy(b"")).tobytes()
        xyz = memoryview(bytearray(24 * 5)).cast("d")
        for index in range(5):
            xyz[3 * index] = float(index)
        near = weir.Neighbors(xyz)
        indices, distances = near.nearest(memoryview(xyz)[:6], 3)
        self.assertEqual(memoryview(indices).tolist(), [[0, 1, 2], [1, 0, 2]])
        self.assertEqual(memoryview(distances).tolist(), [[0, 1, 2], [0, 1, 1]])
        indices, _ = near.nearest(xyz[:3], 7)
        self.assertEqual(memoryview(indices)[0, 6], points.NO_POINT)
        self.assertEqual(line, b"")
        for k in (0, 5000):
            with self.assertRaises(weir.InvalidError):
                near.nearest(xyz, k)

    def test_progress_and_cancel(self):
        xyz = weir.Tile(self.path).xyz()
        told = []
        weir.Features(xyz, control=weir.Control(lambda done, total: told.append((done, total))))
        self.assertEqual(told[-1][0], told[-1][1])
        control = weir.Control()
        control.cancel()
        with self.assertRaises(weir.CancelledError):
            weir.Features(xyz, control=control)

        def stop(done, total):
            raise InterruptedError("enough")

        with self.assertRaises(InterruptedError):
            weir.Features(xyz, control=weir.Control(stop))


if __name__ == "__main__":
    unittest.main()
