/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a configuration, takes values out of it with defaults, and shows what a mistake looks like.
 */
#include <stdio.h>
#include <string.h>
#include <weir.h>

static int failed(const char* what) {
  fprintf(stderr, "%s: %s\n", what, weir_last_error());
  return 1;
}

int main(void) {
  static const char text[] =
      "{\n"
      "  \"lod_level\": \"LOD3\",\n"
      "  \"tiles\": [{\"path\": \"a.las\", \"points\": 9007199254740993}]\n"
      "}\n";
  weir_json* config = NULL;
  if (weir_json_parse(text, strlen(text), &config) != WEIR_OK) return failed("parse");

  /* What is not there leaves the default alone. */
  int64_t batch_size = 10000;
  const weir_status found = weir_json_get_int64(config, "/batch_size", &batch_size);
  if (found != WEIR_OK && found != WEIR_MISS) return failed("batch_size");

  const char* level = "LOD2";
  int64_t points = 0;
  if (weir_json_get_string(config, "/lod_level", &level, NULL) != WEIR_OK) return failed("level");
  if (weir_json_get_int64(config, "/tiles/0/points", &points) != WEIR_OK) return failed("points");
  printf("%s, batches of %lld, %lld points\n", level, (long long)batch_size, (long long)points);

  weir_buffer* canonical = NULL;
  if (weir_json_write(config, "", WEIR_JSON_CANONICAL, &canonical) != WEIR_OK)
    return failed("write");
  printf("%s\n", (const char*)weir_buffer_data(canonical));
  weir_buffer_free(canonical);
  weir_json_free(config);

  static const char wrong[] = "{\"batch_size\": 32,\n \"batch_size\": 64}";
  if (weir_json_parse(wrong, strlen(wrong), &config) == WEIR_OK) return 1;
  printf("%s\n", weir_last_error());
  return 0;
}
