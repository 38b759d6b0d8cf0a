# SPDX-License-Identifier: Apache-2.0
from weir.compat.homodyne.config import ParallelValidator, WorkerConfig

config = WorkerConfig(
    worker_type="process",      # "process" or "thread"
    num_workers=8,             # Number of worker processes/threads
    enable_dynamic_scaling=True, # Enable automatic scaling
    min_workers=2,             # Minimum workers
    max_workers=16,            # Maximum workers
    worker_timeout_sec=300.0   # Worker timeout
)

validator = ParallelValidator(config)
