# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_config_validator

validator = get_config_validator()
validator.clear_rules()

validator.add_lod_validator()
validator.add_gpu_validator()
validator.add_numeric_range_validator("batch_size", 1, 10000)

config = {
    "lod_level": "LOD2",
    "gpu_memory_fraction": 0.8,
    "batch_size": 256,
    "extra_field": "ignored",  # Not validated
}

# Get detailed report
is_valid, report = validator.validate_detailed(config)

print("Validation Report:")
print(f"  Status: {'PASS' if is_valid else 'FAIL'}")
print(f"  Errors: {len(report.errors)}")

if report.errors:
    print("\n  Error Details:")
    for error in report.errors:
        print(f"    [{error.level}] {error.message}")

print(f"\n  Summary: {report.summary()}")
