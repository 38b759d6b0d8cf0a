# SPDX-License-Identifier: Apache-2.0
"""LiDAR tiles in, classified tiles out. Columns and results are buffers that numpy.asarray() and
memoryview() see in place; coordinates go in as n x 3 dense doubles, as Tile.xyz() gives them."""
from __future__ import annotations

import os
from typing import Any, Callable, Dict, Optional, Tuple, TypeVar, Union

from . import core
from .errors import CallbackError, CancelledError, ClosedError, InvalidError, about_file
from .runtime import Buffer, Runtime, shared
from .streams import Control

Path = Union[str, "os.PathLike[str]"]
_T = TypeVar("_T")

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
# The index of a neighbour that does not exist.
NO_POINT = 2**64 - 1


def _feature_numbers() -> Dict[str, int]:
    numbers, number = {}, 1
    while (name := core.feature_name(number)) is not None:
        numbers[name] = number
        number += 1
    return numbers


# Every feature's name -> its number. Which of them there are depends on the level of detail.
FEATURES = _feature_numbers()
_FEATURE_OPTIONS = {"neighbor_count", "units_per_metre", "z_units_per_metre", "ground_cell_m",
                    "ground_slope", "ground_window_m", "ground_threshold_m"}
_CLASSIFY_OPTIONS = {"alone_m", "below_m", "medium_from_m", "high_from_m", "building_from_m",
                     "building_roughness_m", "building_area_m2"}


def class_name(point_class: int) -> str:
    """A class's name, such as "high vegetation"; "other" for one without."""
    return core.class_name(point_class)


def _known(options: Dict[str, float], names: Any, what: str) -> Dict[str, float]:
    for name in options:
        if name not in names:
            raise InvalidError(f"{name!r} is no option of {what}: use {', '.join(sorted(names))}")
    return options


def _under(control: Optional[Control], call: Callable[[Optional[core.Control]], _T]) -> _T:
    if control is None:
        return call(None)
    try:
        result = call(control._control)
    except (CallbackError, CancelledError) as error:
        control._rethrow(error)
        raise
    control._rethrow()
    return result


class Tile:
    """A LAS file (1.2 to 1.4), open for reading. Any number of threads may use one."""

    def __init__(self, path: Path, *, runtime: Optional[Runtime] = None) -> None:
        self._runtime = (runtime or shared())._runtime
        with about_file(path) as name:
            self._open: Optional[core.Tile] = core.Tile(self._runtime, name)

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
        """One field (a key of FIELDS) of `count` points from `first` on; None when the tile's point
        format lacks it."""
        number, letter, size, columns = _field(field)
        if count is None:
            count = max(0, len(self) - first)
        return self._tile.column(Buffer, self._runtime, number, first, count, letter, size, columns)

    def read_into(self, out: Any, field: str, first: int = 0, count: Optional[int] = None) -> bool:
        """The same into a dense array of yours; False when the point format lacks the field."""
        if count is None:
            count = max(0, len(self) - first)
        return self._tile.read_into(_field(field)[0], first, count, out)

    def xyz(self, first: int = 0, count: Optional[int] = None) -> Buffer:
        """Coordinates in the tile's own units, count x 3 doubles: xyz[i] is (x, y, z), xyz[i, 0] an x."""
        buffer = self.read("xyz", first, count)
        assert buffer is not None  # every point format has coordinates
        return buffer

    def write(self, path: Path, classes: Any, *, control: Optional[Control] = None) -> None:
        """A copy of the file in which each point has the class given for it."""
        tile = self._tile
        with about_file(path) as name:
            _under(control, lambda raw: tile.write_copy(name, classes, raw))

    def close(self) -> None:
        """Closes the file when no call is in it any more. Buffers that were read stay good."""
        self._open = None

    def __enter__(self) -> Tile:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _field(field: str) -> Tuple[int, str, int, int]:
    if field not in FIELDS:
        raise InvalidError(f"{field!r} is no field: use one of {', '.join(FIELDS)}")
    return FIELDS[field]


class Neighbors:
    """Points, ready to be asked who is near."""

    def __init__(self, xyz: Any, *, runtime: Optional[Runtime] = None,
                 control: Optional[Control] = None) -> None:
        self._runtime = (runtime or shared())._runtime
        self._neighbors = _under(
            control, lambda raw: core.Neighbors.make(self._runtime, xyz, raw))

    def nearest(self, queries: Any, k: int, *,
                control: Optional[Control] = None) -> Tuple[Buffer, Buffer]:
        """(indices, distances) of the k nearest points of each query, nearest first; NO_POINT,
        infinitely far, where there are fewer points."""
        return _under(control, lambda raw: self._neighbors.query(Buffer, self._runtime, queries, k,
                                                                 raw))


class Features:
    """What surrounds each point: `features["planarity"]`. `lod` is LOD2, LOD3, ASPRS, MINIMAL or
    FULL; the options are those of weir_features_options, such as neighbor_count, units_per_metre."""

    def __init__(self, xyz: Any, lod: str = "LOD2", *, runtime: Optional[Runtime] = None,
                 control: Optional[Control] = None, **options: float) -> None:
        number = core.lod_from_name(lod)
        if number == 0:
            raise InvalidError(f"{lod!r} is no level of detail: use LOD2, LOD3, ASPRS, MINIMAL, FULL")
        raw_options = dict(_known(options, _FEATURE_OPTIONS, "Features"), lod=number)
        self._runtime = (runtime or shared())._runtime
        self._features = _under(
            control, lambda raw: core.Features.make(self._runtime, xyz, raw_options, raw))

    def get(self, name: str) -> Optional[Buffer]:
        """One number per point, in place and to read only; None when this level of detail does not
        make the feature."""
        if name not in FEATURES:
            raise InvalidError(f"{name!r} is no feature: use one of {', '.join(FEATURES)}")
        return self._features.values(Buffer, self._features, FEATURES[name])

    def __getitem__(self, name: str) -> Buffer:
        values = self.get(name)
        if values is None:
            raise InvalidError(f"this level of detail does not make {name!r}, but "
                               f"{', '.join(self.names())}")
        return values

    def names(self) -> Tuple[str, ...]:
        """The features that this level of detail makes."""
        return tuple(name for name in FEATURES if self.get(name) is not None)

    def __len__(self) -> int:
        return len(self["height"])

    def classify(self, *, control: Optional[Control] = None, **options: float) -> Buffer:
        """A class for each point, as bytes (ASPRS). The options are those of
        weir_classify_options, such as building_area_m2."""
        known = dict(_known(options, _CLASSIFY_OPTIONS, "classify"))
        return _under(control, lambda raw: self._features.classes(Buffer, self._runtime, len(self),
                                                                  known, raw))


def write_synthetic(path: Path, *, seed: int = 0, point_count: int = 0, density_per_m2: float = 0,
                    control: Optional[Control] = None) -> None:
    """A LAS file of a place that does not exist, with the true class of each point."""
    with about_file(path) as name:
        _under(control, lambda raw: core.write_synthetic(name, seed, point_count, density_per_m2, raw))


def write_picture(path: Path, xyz: Any, classes: Any, *, longest_side_px: int = 0,
                  units_per_metre: float = 0, z_units_per_metre: float = 0,
                  runtime: Optional[Runtime] = None, control: Optional[Control] = None) -> None:
    """A PNG of the points from above: their height, shaded, and their classes."""
    owner = (runtime or shared())._runtime
    with about_file(path) as name:
        _under(control, lambda raw: core.write_picture(owner, name, xyz, classes, longest_side_px,
                                                       units_per_metre, z_units_per_metre, raw))
