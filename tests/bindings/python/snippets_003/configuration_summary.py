# SPDX-License-Identifier: Apache-2.0
from weir.config import get_config_manager
config_manager = get_config_manager()
summary = config_manager.get_config_summary()
print(f"Configuration sources: {summary['sources']}")
