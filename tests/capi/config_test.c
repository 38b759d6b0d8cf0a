/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: layers merge in their order and every value says where it comes from, with line and
 * column (D-040, D-041, D-043, D-050); updates are whole or nothing and are judged first (D-042,
 * D-046); variables have the type of what stands there, and those that do not fit are told and left
 * out (D-044, D-045, D-053, D-054); files are read again when they change, a bad one never counts
 * (D-048), listeners hear what changed and may veto (D-049); saving leaves secrets out (D-051);
 * generations can be gone back to. */
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

static char folder[] = "/tmp/weir_config_XXXXXX";
static char path_a[64], path_b[64];

static weir_json* parse(const char* text) {
  weir_json* json = NULL;
  CHECK_OK(weir_json_parse(text, strlen(text), &json));
  return json;
}

static void put(const char* path, const char* text) {
  FILE* file = fopen(path, "w");
  CHECK(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
}

/* As an editor saves: beside it, then into its place. */
static void put_whole(const char* path, const char* text) {
  char beside[80];
  snprintf(beside, sizeof beside, "%s.tmp", path);
  put(beside, text);
  CHECK(rename(beside, path) == 0);
}

static int64_t number_at(const weir_config* config, const char* pointer) {
  weir_json* now = NULL;
  int64_t number = INT64_MIN;
  CHECK_OK(weir_config_snapshot(config, &now));
  CHECK(weir_json_get_int64(now, pointer, &number) >= 0);
  weir_json_free(now);
  return number;
}

/* Is a text in what the call writes? */
static int tells(weir_status status, weir_buffer* text, const char* words) {
  int found;
  CHECK_OK(status);
  found = strstr(weir_buffer_data(text), words) != NULL;
  weir_buffer_free(text);
  return found;
}
static int explains(const weir_config* config, const char* pointer, const char* words) {
  weir_buffer* text = NULL;
  const weir_status status = weir_config_explain(config, pointer, &text);
  return tells(status, text, words);
}
static int sums_up(const weir_config* config, const char* words) {
  weir_buffer* text = NULL;
  const weir_status status = weir_config_summary(config, &text);
  return tells(status, text, words);
}

static const char kDefaults[] =
    "{\"performance\": {\"gpu_memory_pool_size_mb\": 2048, \"max_workers\": 4, \"target_fps\": "
    "30.5,"
    " \"skip\": true}, \"quality\": {\"model_quality\": \"balanced\"}, \"plugins\": [\"core\"],"
    " \"db\": {\"password\": null, \"host\": \"local\"}}";

static weir_config* make(uint32_t flags, const weir_rules* rules, const weir_schema* schema) {
  const char* files[2];
  weir_config_options options = {0};
  weir_config* config = NULL;
  weir_json *defaults = parse(kDefaults), *merge = parse("{\"/plugins\": \"append\"}"),
            *secrets = parse("[\"/db/password\"]"),
            *variables = parse("{\"PTIM_MAX_WORKERS\": \"/performance/max_workers\"}");
  files[0] = path_a, files[1] = path_b;
  options.struct_size = sizeof options;
  options.flags = flags | WEIR_CONFIG_FILES_OPTIONAL;
  options.defaults = defaults;
  options.files = files;
  options.files_size = 2;
  options.prefix = "PTIM";
  options.variables = variables;
  options.merge = merge;
  options.secrets = secrets;
  options.rules = rules;
  options.schema = schema;
  options.debounce_ns = 1000000;
  options.poll_ns = 50000000;
  CHECK_OK(weir_config_create(&options, &config));
  weir_json_free(defaults);
  weir_json_free(merge);
  weir_json_free(secrets);
  weir_json_free(variables);
  return config;
}

static void layers(void) {
  weir_config* config;
  put(path_a, "{\n \"performance\": {\"max_workers\": 6, \"skip\": null},\n \"plugins\": [\"a\"]}");
  put(path_b, "{\"plugins\": [\"b\"],\n  \"db\": {\"password\": \"s3cret\"}}");
  config = make(0, NULL, NULL);
  CHECK(weir_config_generation(config) == 1);
  CHECK(number_at(config, "/performance/gpu_memory_pool_size_mb") == 2048);
  CHECK(number_at(config, "/performance/max_workers") == 6);
  CHECK(number_at(config, "/performance/skip") == INT64_MIN); /* a null took it away */
  CHECK(explains(config, "/performance/max_workers", "\"line\": 2"));
  CHECK(explains(config, "/performance/max_workers", "\"column\": 33"));
  CHECK(explains(config, "/performance/max_workers", "\"value\": 4")); /* the default, below */
  CHECK(explains(config, "/performance/skip", "takes it away"));
  CHECK(explains(config, "/nothing", "\"set\": false"));
  CHECK(explains(config, "/db/password", "***") && !explains(config, "", "s3cret"));
  CHECK(sums_up(config, "\"/performance/gpu_memory_pool_size_mb\": \"default\""));
  {
    weir_json* now = NULL;
    weir_buffer* text = NULL;
    CHECK_OK(weir_config_snapshot(config, &now));
    CHECK_OK(weir_json_write(now, "/plugins", 0, &text));
    CHECK(strcmp(weir_buffer_data(text), "[\"core\",\"a\",\"b\"]") == 0);
    weir_buffer_free(text);
    weir_json_free(now);
  }
  weir_config_free(config);
}

static void environment(void) {
  weir_config* config;
  setenv("PTIM_MAX_WORKERS", "8", 1);                             /* mapped */
  setenv("PTIM_PERFORMANCE__TARGET_FPS", "60", 1);                /* by its key, a number */
  setenv("PTIM_QUALITY__MODEL_QUALITY", "5", 1);                  /* a text, never a number */
  setenv("PTIM_PERFORMANCE__GPU_MEMORY_POOL_SIZE_MB", "lots", 1); /* does not fit */
  setenv("PTIM_PERFORMANCE__TARGET_FSP", "1", 1);                 /* no such key */
  setenv("PTIM_PLUGINS", "[\"env\"]", 1);
  config = make(0, NULL, NULL);
  CHECK(number_at(config, "/performance/max_workers") == 8); /* above the file's 6 */
  CHECK(number_at(config, "/performance/target_fps") == 60);
  CHECK(number_at(config, "/performance/gpu_memory_pool_size_mb") == 2048);
  CHECK(explains(config, "/quality/model_quality", "\"value\": \"5\""));
  CHECK(explains(config, "/performance/max_workers", "environment PTIM_MAX_WORKERS"));
  CHECK(sums_up(config, "PTIM_PERFORMANCE__GPU_MEMORY_POOL_SIZE_MB is left out"));
  CHECK(sums_up(config, "did you mean target_fps?"));
  weir_config_free(config);
  unsetenv("PTIM_MAX_WORKERS");
  unsetenv("PTIM_PERFORMANCE__TARGET_FPS");
  unsetenv("PTIM_QUALITY__MODEL_QUALITY");
  unsetenv("PTIM_PERFORMANCE__GPU_MEMORY_POOL_SIZE_MB");
  unsetenv("PTIM_PERFORMANCE__TARGET_FSP");
  unsetenv("PTIM_PLUGINS");
}

struct heard {
  int prepared, published, veto, freed;
  char changes[400];
};
static int32_t hear(void* user, uint32_t stage, const weir_json* before, const weir_json* after,
                    const weir_json* changes) {
  struct heard* heard = user;
  weir_buffer* text = NULL;
  CHECK_OK(weir_json_write(changes, "", 0, &text));
  snprintf(heard->changes, sizeof heard->changes, "%s", (const char*)weir_buffer_data(text));
  weir_buffer_free(text);
  CHECK(before != NULL && after != NULL);
  ++*(stage == WEIR_CONFIG_PREPARE ? &heard->prepared : &heard->published);
  return heard->veto;
}
static void let_go(void* user) {
  ++((struct heard*)user)->freed;
}

/* A key that only the schema knows has its type from there; a refusal shows no secret. */
static void schemas(void) {
  static const char words[] =
      "{\"$defs\": {\"count\": {\"type\": [\"integer\", \"null\"]}},"
      " \"allOf\": [{\"properties\": {\"pool\": {\"properties\": {\"name\": {\"type\": "
      "\"string\"}}}}}],"
      " \"properties\": {\"pool\": {\"type\": \"object\", \"properties\": {"
      "   \"maxWorkers\": {\"$ref\": \"#/$defs/count\"}, \"mode\": {\"enum\": [\"1\", \"2\"]},"
      "   \"any\": {}, \"on\": {\"type\": \"boolean\"}, \"again\": {\"$ref\": \"#\"}}},"
      "  \"key\": {\"maxLength\": 3}}}";
  weir_config_options options;
  weir_schema* schema = NULL;
  weir_config* config = NULL;
  weir_json *snapshot = NULL, *secrets = parse("[\"/key\"]"),
            *wrong = parse("{\"key\": \"hunter2\"}");
  weir_buffer* text = NULL;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  CHECK_OK(weir_schema_compile(words, sizeof words - 1, NULL, &schema));
  options.schema = schema;
  options.prefix = "SHAPED";
  options.secrets = secrets;
  setenv("SHAPED_POOL__MAXWORKERS", "8", 1);
  setenv("SHAPED_POOL__NAME", "8", 1);
  setenv("SHAPED_POOL__MODE", "2", 1);
  setenv("SHAPED_POOL__ANY", "8", 1);
  setenv("SHAPED_POOL__ON", "yes", 1);
  setenv("SHAPED_POOL__AGAIN__POOL__ON", "no", 1);
  CHECK_OK(weir_config_create(&options, &config));
  CHECK_OK(weir_config_snapshot(config, &snapshot));
  CHECK_OK(weir_json_write(snapshot, "", 0, &text));
  CHECK(
      strcmp(weir_buffer_data(text),
             "{\"pool\":{\"any\":\"8\",\"maxWorkers\":8,\"mode\":\"2\",\"name\":\"8\",\"on\":true,"
             "\"again\":{\"pool\":{\"on\":false}}}}") == 0);
  CHECK_STATUS(weir_config_update(config, wrong), WEIR_REJECTED);
  CHECK(strstr(weir_last_error(), "/key") != NULL && strstr(weir_last_error(), "hunter2") == NULL);
  unsetenv("SHAPED_POOL__MAXWORKERS");
  unsetenv("SHAPED_POOL__NAME");
  unsetenv("SHAPED_POOL__MODE");
  unsetenv("SHAPED_POOL__ANY");
  unsetenv("SHAPED_POOL__ON");
  unsetenv("SHAPED_POOL__AGAIN__POOL__ON");
  weir_buffer_free(text);
  weir_json_free(snapshot);
  weir_json_free(secrets);
  weir_json_free(wrong);
  weir_schema_free(schema);
  weir_config_free(config);
}

static void updates(void) {
  static const char rule[] =
      "{\"properties\": {\"performance\": {\"properties\": {\"max_workers\": {\"maximum\": 16},"
      "\"target_fps\": {\"maximum\": 120}}}}}";
  struct heard heard = {0, 0, 0, 0, ""};
  weir_schema* schema = NULL;
  weir_json *good = parse("{\"performance\": {\"max_workers\": 12, \"extra\": 1}}"),
            *bad = parse("{\"performance\": {\"max_workers\": 99, \"target_fps\": 500}}"),
            *removal = parse("{\"performance\": {\"extra\": null}}"), *held = NULL;
  weir_config* config;
  CHECK_OK(weir_schema_compile(rule, sizeof rule - 1, NULL, &schema));
  config = make(0, NULL, schema);
  weir_schema_free(schema);
  CHECK_OK(weir_config_listen(config, hear, &heard, let_go));
  CHECK_OK(weir_config_snapshot(config, &held));
  CHECK_OK(weir_config_update(config, good));
  CHECK(number_at(config, "/performance/max_workers") == 12 && weir_config_generation(config) == 2);
  CHECK(heard.prepared == 1 && heard.published == 1);
  CHECK(
      strcmp(heard.changes,
             "[{\"path\":\"/performance/max_workers\",\"change\":\"changed\",\"before\":6,"
             "\"after\":12},{\"path\":\"/performance/extra\",\"change\":\"added\",\"after\":1}]") ==
      0);
  CHECK_STATUS(weir_config_update(config, good), WEIR_MISS); /* nothing new */
  CHECK(explains(config, "/performance/max_workers", "the program has the last word"));

  CHECK_STATUS(weir_config_update(config, bad), WEIR_REJECTED);
  CHECK(strstr(weir_last_error(), "99 is above 16") != NULL); /* all of it is told */
  CHECK(strstr(weir_last_error(), "500 is above 120") != NULL);
  CHECK(number_at(config, "/performance/max_workers") == 12);

  heard.veto = 1;
  CHECK_STATUS(weir_config_update(config, removal), WEIR_REJECTED);
  CHECK(number_at(config, "/performance/extra") == 1 && heard.published == 1);
  heard.veto = 0;
  CHECK_OK(weir_config_update(config, removal));
  CHECK(number_at(config, "/performance/extra") == INT64_MIN);

  CHECK_OK(weir_config_rollback(config, 2));
  CHECK(number_at(config, "/performance/extra") == 1 && weir_config_generation(config) == 4);
  CHECK_STATUS(weir_config_rollback(config, 77), WEIR_E_NOT_FOUND);
  CHECK_STATUS(weir_config_wait(config, 4, 0), WEIR_AGAIN);
  CHECK_OK(weir_config_wait(config, 3, WEIR_FOREVER));
  weir_config_free(config);
  CHECK(heard.freed == 1);
  { /* what was held is as it was */
    int64_t workers = 0;
    CHECK_OK(weir_json_get_int64(held, "/performance/max_workers", &workers));
    CHECK(workers == 6);
  }
  weir_json_free(held);
  weir_json_free(good);
  weir_json_free(bad);
  weir_json_free(removal);
}

static void saving(void) {
  char path[80];
  struct stat info;
  weir_json* json = NULL;
  uint32_t type = 0;
  weir_config* config = make(0, NULL, NULL);
  snprintf(path, sizeof path, "%s/saved.json", folder);
  CHECK_OK(weir_config_save(config, path, 0));
  CHECK_OK(weir_json_read_file(path, &json));
  CHECK_STATUS(weir_json_type_at(json, "/db/password", &type), WEIR_MISS);
  CHECK_OK(weir_json_type_at(json, "/db/host", &type));
  weir_json_free(json);
  CHECK_OK(weir_config_save(config, path, WEIR_CONFIG_SAVE_SECRETS));
  CHECK_OK(weir_json_read_file(path, &json));
  CHECK_OK(weir_json_type_at(json, "/db/password", &type));
  weir_json_free(json);
  CHECK(stat(path, &info) == 0);
  CHECK_STATUS(weir_config_save(config, "/nowhere/at/all.json", 0), WEIR_E_NOT_FOUND);
  weir_config_free(config);
  unlink(path);
}

/* Waits for the generation, a minute at most: that is for a machine that has stopped, not a guess.
 */
static void reach(const weir_config* config, uint64_t generation) {
  CHECK_OK(weir_config_wait(config, generation - 1, 60000000000u));
}

static void watching(void) {
  uint64_t tries;
  weir_config* config = make(WEIR_CONFIG_WATCH, NULL, NULL);
  put_whole(path_a, "{\"performance\": {\"max_workers\": 7}}");
  reach(config, 2);
  CHECK(number_at(config, "/performance/max_workers") == 7);
  put(path_a, "{\"performance\": {\"max_workers\": 9}}"); /* in place */
  while (number_at(config, "/performance/max_workers") != 9) {
    reach(config, weir_config_generation(config) + 1);
  }
  put(path_a, "{\"performance\": {\"max_workers\":"); /* half of it */
  for (tries = 0; tries < 60000 && !sums_up(config, "\"last_error\": \""); ++tries) usleep(1000);
  CHECK(sums_up(config, "a.json: line 1") && number_at(config, "/performance/max_workers") == 9);
  put_whole(path_a, "{\"performance\": {\"max_workers\": 10}}");
  while (number_at(config, "/performance/max_workers") != 10) {
    reach(config, weir_config_generation(config) + 1);
  }
  CHECK(sums_up(config, "\"last_error\": null"));
  CHECK(unlink(path_a) == 0); /* optional: what it said is gone */
  while (number_at(config, "/performance/max_workers") != 4) {
    reach(config, weir_config_generation(config) + 1);
  }
  weir_config_free(config);
}

static void refusals(void) {
  const char* files[1];
  weir_config_options options = {0};
  weir_config* config = NULL;
  weir_json* json = parse("{\"/a\": \"mix\"}");
  options.struct_size = sizeof options;
  options.merge = json;
  CHECK_ERROR(weir_config_create(&options, &config), WEIR_E_INVALID, "merge, replace or append");
  weir_json_free(json);
  options.merge = NULL;
  files[0] = "/nowhere/at/all.json";
  options.files = files, options.files_size = 1;
  CHECK_STATUS(weir_config_create(&options, &config), WEIR_E_NOT_FOUND);
  put(path_b, "{\n\"a\": 1,}");
  files[0] = path_b;
  CHECK_ERROR(weir_config_create(&options, &config), WEIR_E_PARSE, "b.json: line 2, column 7");
  put(path_b, "[1]");
  CHECK_ERROR(weir_config_create(&options, &config), WEIR_E_INVALID, "a JSON object");
  put(path_b, "{}");
  CHECK_OK(weir_schema_compile("{\"required\": [\"a\", \"b\"]}", 24, NULL,
                               (weir_schema**)(void*)&options.schema));
  CHECK_STATUS(weir_config_create(&options, &config), WEIR_REJECTED);
  CHECK(config == NULL && strstr(weir_last_error(), "\"b\" is missing") != NULL);
  weir_schema_free((weir_schema*)(uintptr_t)options.schema);
}

int main(void) {
  CHECK(mkdtemp(folder) != NULL);
  snprintf(path_a, sizeof path_a, "%s/a.json", folder);
  snprintf(path_b, sizeof path_b, "%s/b.json", folder);
  layers();
  environment();
  schemas();
  updates();
  saving();
  watching();
  refusals();
  unlink(path_a);
  unlink(path_b);
  CHECK(rmdir(folder) == 0);
  return 0;
}
