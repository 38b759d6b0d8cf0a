# SPDX-License-Identifier: Apache-2.0
# Create compatibility wrapper
def legacy_get_stream(*args, **kwargs):
    """Deprecated: use get_stream_manager().get_stream() instead."""
    import warnings
    warnings.warn(
        "legacy_get_stream is deprecated, use get_stream_manager().get_stream()",
        DeprecationWarning,
        stacklevel=2
    )
    from weir.compat.ign_lidar.core import get_stream_manager
    return get_stream_manager().get_stream(*args, **kwargs)

# Can be imported by old code
# from weir.compat.ign_lidar.optimization.cuda_streams import get_stream as legacy_get_stream
