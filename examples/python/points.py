# SPDX-License-Identifier: Apache-2.0
"""Reads a LiDAR tile, computes what surrounds each point, classifies, and writes the result."""
import collections
import os
import sys
import tempfile

import weir
from weir import points

with tempfile.TemporaryDirectory() as folder:
    path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(folder, "tile.las")
    if not os.path.exists(path):
        points.write_synthetic(path, seed=7, point_count=30_000)

    with weir.Tile(path) as tile:
        info = tile.info
        print(f"{info.point_count} points, LAS 1.{info.version_minor}, format {info.point_format}")
        xyz = tile.xyz()  # memoryview(xyz) and numpy.asarray(xyz) see it in place
        control = weir.Control(lambda done, total: False)  # True would cancel
        features = weir.Features(xyz, "LOD2", control=control,
                                 units_per_metre=info.units_per_metre,
                                 z_units_per_metre=info.z_units_per_metre)
        print("features:", ", ".join(features.names()))
        classes = features.classify()
        counts = collections.Counter(bytes(classes))
        for kind, count in sorted(counts.items()):
            print(f"  {points.class_name(kind):20} {count}")

        written = os.path.join(folder, "classified.las")
        tile.write(written, classes)
        with weir.Tile(written) as again:
            assert bytes(again.read("classification")) == bytes(classes)

    first = memoryview(xyz).cast("B").cast("d")[:3]
    indices, distances = weir.Neighbors(xyz).nearest(first, 4)
    print("nearest to the first point:", memoryview(indices).tolist()[0])
    assert memoryview(distances)[0, 0] == 0
