# SPDX-License-Identifier: Apache-2.0
from weir.compat.homodyne.config import LazyValidator, ValidationLevel

validator = LazyValidator(
    validation_level=ValidationLevel.STANDARD,  # FAST|STANDARD|THOROUGH|EXHAUSTIVE
    max_concurrent_tasks=4,                     # Max concurrent validation tasks
    enable_caching=True                         # Enable result caching
)
