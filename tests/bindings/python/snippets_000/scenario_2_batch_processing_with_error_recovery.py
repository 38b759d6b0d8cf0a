# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import (
    get_config_validator,
    get_performance_manager,
    get_stream_manager
)

def batch_process_tiles(tile_paths, config):
    """
    Process multiple tiles with error recovery and monitoring.
    """

    validator = get_config_validator()
    validator.clear_rules()
    validator.add_lod_validator()

    perf = get_performance_manager()
    perf.reset()

    streams = get_stream_manager()

    results = {}
    errors = {}

    perf.start_phase("batch_processing")

    for tile_path in tile_paths:
        perf.start_phase(f"tile_{os.path.basename(tile_path)}")

        try:
            # Validate config
            perf.start_phase("validate")
            is_valid, _ = validator.validate(config)
            perf.end_phase()

            if not is_valid:
                raise ValueError("Invalid configuration")

            # Process tile
            perf.start_phase("process")
            result = process_single_tile(tile_path, config, streams)
            perf.record_metric("success", 1)
            perf.end_phase()

            results[tile_path] = result

        except Exception as e:
            # Track error
            perf.record_metric("error", 1)
            perf.end_phase()  # End phase on error
            errors[tile_path] = str(e)
            print(f"Error processing {tile_path}: {e}")

    perf.end_phase()  # End batch processing

    # REPORT
    summary = perf.get_summary()

    print("\nBatch Processing Complete:")
    print(f"  Successful: {len(results)}")
    print(f"  Failed: {len(errors)}")
    print(f"  Total time: {summary['total_time']:.2f}s")

    return results, errors
