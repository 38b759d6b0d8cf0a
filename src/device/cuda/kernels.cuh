// SPDX-License-Identifier: Apache-2.0
// The plugin's kernels, as its host code calls them. Each returns what the launch said.
#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>

#include "device/table.hpp"

namespace weir::device::cuda {

// Writes 42 to *out: whether this GPU runs any of our code.
cudaError_t launch_probe(uint32_t* out, cudaStream_t stream);

cudaError_t launch_pieces(const Copy* copies, size_t count, int processors, cudaStream_t stream);

// `dims` are read before this returns.
cudaError_t launch_dims(void* dst, const void* src, const Dim* dims, uint32_t dim_count,
                        uint64_t run, int processors, cudaStream_t stream);

}  // namespace weir::device::cuda
