/* SPDX-License-Identifier: Apache-2.0 */
/* Stands in for libnvidia-ml.so.1: three GPUs, one of them known by a UUID. */
#include <stdio.h>
#include <string.h>

typedef struct nvmlDevice_st* nvml_gpu;
typedef struct {
  unsigned long long total, free, used;
} nvml_memory;

static char gpus[3];
static int started;

int nvmlInit_v2(void);
int nvmlShutdown(void);
int nvmlDeviceGetHandleByIndex_v2(unsigned index, nvml_gpu* out);
int nvmlDeviceGetHandleByUUID(const char* uuid, nvml_gpu* out);
int nvmlDeviceGetName(nvml_gpu gpu, char* text, unsigned size);
int nvmlDeviceGetMemoryInfo(nvml_gpu gpu, nvml_memory* out);

int nvmlInit_v2(void) {
  started = 1;
  return 0;
}

int nvmlShutdown(void) {
  started = 0;
  return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, nvml_gpu* out) {
  if (!started) return 1;
  if (index >= sizeof gpus) return 2;
  *out = (nvml_gpu)(void*)&gpus[index];
  return 0;
}

int nvmlDeviceGetHandleByUUID(const char* uuid, nvml_gpu* out) {
  return strcmp(uuid, "GPU-two") == 0 ? nvmlDeviceGetHandleByIndex_v2(2, out) : 6;
}

int nvmlDeviceGetName(nvml_gpu gpu, char* text, unsigned size) {
  snprintf(text, size, "Fake GPU %d", (int)((char*)(void*)gpu - gpus));
  return 0;
}

int nvmlDeviceGetMemoryInfo(nvml_gpu gpu, nvml_memory* out) {
  (void)gpu;
  out->total = 100ull << 30;
  out->free = 90ull << 30;
  out->used = 10ull << 30;
  return 0;
}
