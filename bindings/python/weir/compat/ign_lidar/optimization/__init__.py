# SPDX-License-Identifier: Apache-2.0
"""ign_lidar.optimization: the older way to a stream."""
from . import cuda_streams

__all__ = ["cuda_streams"]
