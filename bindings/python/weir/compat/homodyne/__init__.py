# SPDX-License-Identifier: Apache-2.0
"""Under the names of homodyne: only imports change."""
