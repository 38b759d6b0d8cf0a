# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_config_validator

validator = get_config_validator()
validator.clear_rules()

# Add predefined validators
validator.add_lod_validator()
validator.add_gpu_validator()

# Add custom validators
def validate_model_path(config):
    """Custom rule: model path must exist."""
    from pathlib import Path
    if "model_path" in config:
        if not Path(config["model_path"]).exists():
            return False, f"Model not found: {config['model_path']}"
    return True, None

def validate_batch_divisible(config):
    """Custom rule: batch size divisible by 32."""
    if "batch_size" in config:
        if config["batch_size"] % 32 != 0:
            return False, "Batch size must be divisible by 32"
    return True, None

validator.add_rule("model_path_exists", validate_model_path)
validator.add_rule("batch_divisible", validate_batch_divisible)

# Validate with all rules
config = {
    "lod_level": "LOD2",
    "model_path": "/path/to/model.pth",
    "batch_size": 256,
}

is_valid, errors = validator.validate(config)
print(f"Validation: {'PASS' if is_valid else 'FAIL'}")
if errors:
    for error in errors:
        print(f"  Error: {error}")
