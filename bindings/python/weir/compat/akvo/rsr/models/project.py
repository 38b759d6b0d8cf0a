# SPDX-License-Identifier: Apache-2.0
"""akvo.rsr.models.project: the ids that are being deleted."""
from .....tombstones import DeletionTracker

__all__ = ["DELETION_SET", "DeletionTracker"]

DELETION_SET = DeletionTracker()
