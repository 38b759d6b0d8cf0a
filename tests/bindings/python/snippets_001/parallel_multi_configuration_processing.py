# SPDX-License-Identifier: Apache-2.0
from weir.compat.homodyne.config import validate_configurations_parallel

# Process many configurations in parallel
configs = load_many_configurations()  # List of 1000+ configs
results = validate_configurations_parallel(
    configs,
    max_workers=8,
    validation_level=ValidationLevel.FAST
)
