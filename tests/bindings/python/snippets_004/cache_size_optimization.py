# SPDX-License-Identifier: Apache-2.0
# settings.py

# For high-memory environments
if ENVIRONMENT == 'production-high-memory':
    RSR_CACHE_MAX_SIZE = 2000
    RSR_CACHE_TTL = 7200  # 2 hours
    RSR_DESCENDANTS_CHUNK_SIZE = 1000

# For memory-constrained environments
elif ENVIRONMENT == 'production-low-memory':
    RSR_CACHE_MAX_SIZE = 200
    RSR_CACHE_TTL = 900  # 15 minutes
    RSR_DESCENDANTS_CHUNK_SIZE = 100
    RSR_MAX_DESCENDANTS_PER_REQUEST = 200

# For development
else:
    RSR_CACHE_MAX_SIZE = 500
    RSR_CACHE_TTL = 3600  # 1 hour
    RSR_DESCENDANTS_CHUNK_SIZE = 500
