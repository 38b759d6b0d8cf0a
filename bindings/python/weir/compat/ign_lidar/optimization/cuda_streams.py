# SPDX-License-Identifier: Apache-2.0
"""ign_lidar.optimization.cuda_streams: streams of the one shared pool."""
from typing import Optional

from ....streams import Stream, get_stream_manager

__all__ = ["get_stream"]


def get_stream(index: Optional[int] = None) -> Stream:
    """As get_stream_manager().get_stream(index), which new code calls."""
    return get_stream_manager().get_stream(index)
