# SPDX-License-Identifier: Apache-2.0
from weir.compat.homodyne.config import get_lazy_validator, ValidationLevel

# Initialize high-performance validator
validator = get_lazy_validator(ValidationLevel.STANDARD)

# Async validation (recommended for performance)
result = await validator.validate_async(config)

# Sync validation (when async not possible)
result = validator.validate_sync(config, skip_optional=True)
