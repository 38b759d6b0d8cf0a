# SPDX-License-Identifier: Apache-2.0
# Development: Use thorough validation
ValidationLevel.THOROUGH

# Production: Use fast validation
ValidationLevel.FAST

# Critical analysis: Use exhaustive validation
ValidationLevel.EXHAUSTIVE
