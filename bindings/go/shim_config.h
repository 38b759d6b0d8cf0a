/* SPDX-License-Identifier: Apache-2.0 */
/* weir/config.h for Go. */
#ifndef WEIRGO_SHIM_CONFIG_H
#define WEIRGO_SHIM_CONFIG_H

#include "shim.h"

/* The files come as one text, each ended by a zero: an array of Go's texts may not cross. */
static inline wgo wgo_config_create(uint32_t flags, const weir_json* defaults, _GoString_ files,
                                    size_t count, _GoString_ prefix, const weir_json* variables,
                                    const weir_json* merge, const weir_json* secrets,
                                    const weir_rules* rules, const weir_schema* schema,
                                    uint64_t debounce_ns, uint64_t poll_ns, uint32_t history) {
  weir_config* config = NULL;
  weir_config_options o = {0};
  const char** list = calloc(count + 1, sizeof *list);
  const char* at = _GoStringPtr(files);
  for (size_t i = 0; list && i < count; ++i) {
    list[i] = at;
    at += strlen(at) + 1;
  }
  WGO_TEXT(p, prefix);
  o.struct_size = sizeof o;
  o.flags = flags;
  o.defaults = defaults;
  o.files = list;
  o.files_size = count;
  o.prefix = _GoStringLen(prefix) ? p : NULL;
  o.variables = variables;
  o.merge = merge;
  o.secrets = secrets;
  o.rules = rules;
  o.schema = schema;
  o.debounce_ns = debounce_ns;
  o.poll_ns = poll_ns;
  o.history = history;
  wgo r = wgo_done(weir_config_create(&o, &config));
  if (r.status == WEIR_REJECTED) r.why = strdup(weir_last_error());
  r.handle = config;
  free(list);
  WGO_END(p);
  return r;
}
static inline wgo wgo_config_changed(weir_status status) {
  wgo r = wgo_done(status);
  if (status == WEIR_REJECTED) r.why = strdup(weir_last_error());
  return r;
}
static inline wgo wgo_config_update(weir_config* config, const weir_json* values) {
  return wgo_config_changed(weir_config_update(config, values));
}
static inline wgo wgo_config_reload(weir_config* config) {
  return wgo_config_changed(weir_config_reload(config));
}
static inline wgo wgo_config_rollback(weir_config* config, uint64_t generation) {
  return wgo_config_changed(weir_config_rollback(config, generation));
}
static inline wgo wgo_config_snapshot(const weir_config* config) {
  weir_json* json = NULL;
  weir_status s = weir_config_snapshot(config, &json);
  return wgo_gave(s, json);
}
static inline wgo wgo_config_wait(const weir_config* config, uint64_t seen, uint64_t timeout_ns) {
  return wgo_done(weir_config_wait(config, seen, timeout_ns));
}
static inline wgo wgo_config_explain(const weir_config* config, _GoString_ pointer) {
  weir_buffer* text = NULL;
  WGO_TEXT(z, pointer);
  weir_status s = weir_config_explain(config, z, &text);
  wgo r = wgo_told(s, text);
  WGO_END(z);
  return r;
}
static inline wgo wgo_config_summary(const weir_config* config) {
  weir_buffer* text = NULL;
  weir_status s = weir_config_summary(config, &text);
  return wgo_told(s, text);
}
static inline wgo wgo_config_save(const weir_config* config, _GoString_ path, uint32_t flags) {
  WGO_TEXT(z, path);
  wgo r = wgo_done(weir_config_save(config, z, flags));
  WGO_END(z);
  return r;
}

#endif
