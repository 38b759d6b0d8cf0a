# SPDX-License-Identifier: Apache-2.0
from weir.compat.ign_lidar.core import get_config_validator

validator = get_config_validator()

# Create minimal validator for hot path
validator.clear_rules()
validator.add_lod_validator()  # Only essential rules

# Pre-validate config once, cache result
is_valid, _ = validator.validate(config)
if not is_valid:
    raise ValueError("Invalid config")

# Reuse config without re-validating
for i in range(1000):
    process_with_config(config)  # No validation needed
