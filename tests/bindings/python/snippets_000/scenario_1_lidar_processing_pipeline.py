# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import (
    get_config_validator,
    get_performance_manager,
    get_stream_manager
)
import numpy as np

def process_lidar_pipeline(tile_path, config):
    """
    Complete LiDAR processing pipeline using Phase 5 managers.
    """

    # 1. VALIDATE CONFIGURATION
    validator = get_config_validator()
    validator.clear_rules()
    validator.add_lod_validator()
    validator.add_gpu_validator()
    validator.add_numeric_range_validator("num_workers", 1, 16)

    perf = get_performance_manager()
    perf.reset()

    perf.start_phase("validation")
    is_valid, errors = validator.validate(config)
    perf.end_phase()

    if not is_valid:
        raise ValueError(f"Invalid config: {errors}")

    # 2. LOAD DATA
    perf.start_phase("data_loading")
    point_cloud = load_laz_file(tile_path)
    metadata = extract_metadata(point_cloud)
    perf.record_metric("point_count", len(point_cloud))
    perf.end_phase()

    # 3. GPU TRANSFERS
    streams = get_stream_manager()

    perf.start_phase("gpu_transfer")

    # Split into batches
    batch_size = config.get("batch_size", 10000)
    batches = [
        (point_cloud[i:i+batch_size], np.zeros_like(point_cloud[i:i+batch_size]))
        for i in range(0, len(point_cloud), batch_size)
    ]

    # Transfer all batches
    streams.batch_transfers(batches)
    streams.wait_all()

    perf.record_metric("batch_count", len(batches))
    perf.end_phase()

    # 4. FEATURE COMPUTATION
    perf.start_phase("feature_computation")

    lod_level = config.get("lod_level", "LOD2")

    for i, batch in enumerate(batches):
        perf.start_phase(f"batch_{i}")
        features = compute_features(batch, lod_level)
        perf.record_metric(f"batch_{i}_features", len(features))
        perf.end_phase()

    perf.end_phase()

    # 5. CLASSIFICATION
    perf.start_phase("classification")

    classifications = classify_features(features, lod_level)
    perf.record_metric("classified_count", len(classifications))

    perf.end_phase()

    # 6. RESULTS
    perf.start_phase("output")

    save_results(classifications, f"{tile_path}.results")
    perf.record_metric("saved_classifications", len(classifications))

    perf.end_phase()

    # FINAL REPORT
    summary = perf.get_summary()
    print("\nProcessing Summary:")
    print(f"  Total time: {summary['total_time']:.2f}s")
    print(f"  Phases: {summary['num_phases']}")

    for phase_name, metrics in summary["phases"].items():
        print(f"  - {phase_name}: {metrics['duration']:.2f}s")

    return classifications
