/* SPDX-License-Identifier: Apache-2.0 */
/* One configuration out of defaults, environment and program: who says what, changed as a whole. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <weir.h>

static const char kDefaults[] =
    "{\"performance\": {\"max_workers\": 4, \"target_fps\": 30}, \"mode\": \"balanced\"}";
static const char kSchema[] =
    "{\"properties\": {\"performance\": {\"properties\": {"
    "\"max_workers\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 16}}}}}";

static int failed(const char* what) {
  fprintf(stderr, "%s: %s\n", what, weir_last_error());
  return 1;
}

static weir_status update(weir_config* config, const char* text) {
  weir_json* values = NULL;
  weir_status status = weir_json_parse(text, strlen(text), &values);
  if (status == WEIR_OK) status = weir_config_update(config, values);
  weir_json_free(values);
  return status;
}

int main(void) {
  weir_json *defaults = NULL, *now = NULL;
  weir_schema* schema = NULL;
  weir_config* config = NULL;
  weir_buffer* text = NULL;
  int64_t workers = 0;
  setenv("DEMO_PERFORMANCE__TARGET_FPS", "60", 1); /* as the person who starts it would */

  if (weir_json_parse(kDefaults, strlen(kDefaults), &defaults) != WEIR_OK) return failed("parse");
  if (weir_schema_compile(kSchema, strlen(kSchema), NULL, &schema) != WEIR_OK) {
    return failed("schema");
  }
  weir_config_options options = {0};
  options.struct_size = sizeof options;
  options.defaults = defaults;
  options.prefix = "DEMO";
  options.schema = schema;
  if (weir_config_create(&options, &config) != WEIR_OK) return failed("create");

  /* Whole or nothing: what is wrong is told, and nothing of it counts. */
  if (update(config, "{\"performance\": {\"max_workers\": 8}}") != WEIR_OK) return failed("update");
  if (update(config, "{\"performance\": {\"max_workers\": 99}, \"mode\": \"best\"}") !=
      WEIR_REJECTED) {
    return failed("99 workers");
  }
  printf("%s\n", weir_last_error());

  /* A snapshot never changes under your hands. */
  if (weir_config_snapshot(config, &now) != WEIR_OK) return failed("snapshot");
  if (weir_json_get_int64(now, "/performance/max_workers", &workers) != WEIR_OK) {
    return failed("get");
  }
  printf("%d workers\n", (int)workers);

  /* Who says so? */
  if (weir_config_explain(config, "/performance/target_fps", &text) != WEIR_OK) {
    return failed("explain");
  }
  printf("%s\n", (const char*)weir_buffer_data(text));

  weir_buffer_free(text);
  weir_json_free(now);
  weir_config_free(config);
  weir_schema_free(schema);
  weir_json_free(defaults);
  return workers == 8 ? 0 : 1;
}
