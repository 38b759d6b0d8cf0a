// SPDX-License-Identifier: Apache-2.0
// Compiled when the build is configured: proof that nvcc, the host compiler and the targets agree.
__global__ void probe(float* at) {
  at[threadIdx.x] = 1.0f;
}
