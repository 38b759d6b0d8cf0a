# SPDX-License-Identifier: Apache-2.0
# Get memory statistics
from weir.memory import get_memory_manager
memory_manager = get_memory_manager()
stats = memory_manager.get_memory_summary()
print(f"Memory stats: {stats}")
