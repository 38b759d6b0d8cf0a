# SPDX-License-Identifier: Apache-2.0
# Preferred: Async validation
result = await validator.validate_async(config)

# Avoid: Sync validation in performance-critical code
result = validator.validate_sync(config)  # Blocks thread
