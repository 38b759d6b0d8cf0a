# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_config_validator

def build_validator_for_mode(mode):
    """Build validator based on processing mode."""
    validator = get_config_validator()
    validator.clear_rules()

    if mode == "training":
        validator.add_lod_validator()
        validator.add_numeric_range_validator("learning_rate", 0.0001, 0.1)
        validator.add_numeric_range_validator("batch_size", 16, 512)

    elif mode == "inference":
        validator.add_lod_validator()
        validator.add_gpu_validator()
        validator.add_numeric_range_validator("batch_size", 1, 10000)

    elif mode == "evaluation":
        validator.add_lod_validator()
        validator.add_required_field("test_dataset")

    return validator

# Use conditional validator
train_validator = build_validator_for_mode("training")
infer_validator = build_validator_for_mode("inference")

train_config = {"lod_level": "LOD2", "learning_rate": 0.001, "batch_size": 128}
infer_config = {"lod_level": "LOD3", "batch_size": 1024}

train_valid, _ = train_validator.validate(train_config)
infer_valid, _ = infer_validator.validate(infer_config)

print(f"Training config: {'VALID' if train_valid else 'INVALID'}")
print(f"Inference config: {'VALID' if infer_valid else 'INVALID'}")
