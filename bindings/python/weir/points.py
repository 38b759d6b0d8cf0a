# SPDX-License-Identifier: Apache-2.0
"""LiDAR tiles in: LAS files, read as columns that numpy sees in place."""
from __future__ import annotations

import os
from typing import Dict, Optional, Tuple, Union

from . import core
from .errors import ClosedError, InvalidError
from .runtime import Buffer, Runtime, shared

# name -> (number, struct letter, bytes of one value, values of one point)
FIELDS: Dict[str, Tuple[int, str, int, int]] = {
    "xyz": (core.WEIR_POINT_XYZ, "d", 8, 3),
    "intensity": (core.WEIR_POINT_INTENSITY, "H", 2, 0),
    "return_number": (core.WEIR_POINT_RETURN_NUMBER, "B", 1, 0),
    "return_count": (core.WEIR_POINT_RETURN_COUNT, "B", 1, 0),
    "classification": (core.WEIR_POINT_CLASSIFICATION, "B", 1, 0),
    "gps_time": (core.WEIR_POINT_GPS_TIME, "d", 8, 0),
    "color": (core.WEIR_POINT_COLOR, "H", 2, 3),
    "source_id": (core.WEIR_POINT_SOURCE_ID, "H", 2, 0),
}


class Tile:
    """A LAS file (1.2 to 1.4), open for reading. Any number of threads may use one."""

    def __init__(self, path: Union[str, os.PathLike[str]], *,
                 runtime: Optional[Runtime] = None) -> None:
        self._runtime = (runtime or shared())._runtime
        self._open: Optional[core.Tile] = core.Tile(self._runtime, os.fspath(path))

    @property
    def _tile(self) -> core.Tile:
        if self._open is None:
            raise ClosedError("the tile was closed")
        return self._open

    @property
    def info(self) -> core.TileInfo:
        """What the file says about itself: version, format, counts, bounds, units."""
        return self._tile.info()

    def __len__(self) -> int:
        return self._tile.info().point_count

    def read(self, field: str, first: int = 0, count: Optional[int] = None) -> Optional[Buffer]:
        """One field (a key of FIELDS) of `count` points from `first` on, as a buffer that
        numpy.asarray() and memoryview() see in place; None when the point format lacks it."""
        if field not in FIELDS:
            raise InvalidError(f"{field!r} is no field: use one of {', '.join(FIELDS)}")
        number, letter, size, columns = FIELDS[field]
        if count is None:
            count = max(0, len(self) - first)
        return self._tile.column(Buffer, self._runtime, number, first, count, letter, size, columns)

    def xyz(self, first: int = 0, count: Optional[int] = None) -> Buffer:
        """Coordinates, count x 3 doubles, in the tile's own units."""
        buffer = self.read("xyz", first, count)
        assert buffer is not None  # every point format has coordinates
        return buffer

    def close(self) -> None:
        """Closes the file when no call is in it any more. Buffers that were read stay good."""
        self._open = None

    def __enter__(self) -> Tile:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
