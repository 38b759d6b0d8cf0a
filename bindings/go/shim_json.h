/* SPDX-License-Identifier: Apache-2.0 */
/* weir/json.h, weir/validate.h and weir/report.h for Go. */
#ifndef WEIRGO_SHIM_JSON_H
#define WEIRGO_SHIM_JSON_H

#include "callbacks.h"
#include "shim.h"

static inline wgo wgo_json_parse(_GoString_ text) {
  weir_json* json = NULL;
  weir_status s =
      weir_json_parse(_GoStringPtr(text) ? _GoStringPtr(text) : "", _GoStringLen(text), &json);
  return wgo_gave(s, json);
}
static inline wgo wgo_json_read_file(_GoString_ path) {
  weir_json* json = NULL;
  WGO_TEXT(z, path);
  wgo r = wgo_done(weir_json_read_file(z, &json));
  r.handle = json;
  WGO_END(z);
  return r;
}
static inline wgo wgo_json_type_at(const weir_json* json, _GoString_ pointer) {
  uint32_t type = 0;
  WGO_TEXT(z, pointer);
  wgo r = wgo_done(weir_json_type_at(json, z, &type));
  r.u = type;
  WGO_END(z);
  return r;
}
static inline wgo wgo_json_get_bool(const weir_json* json, _GoString_ pointer) {
  int32_t value = 0;
  WGO_TEXT(z, pointer);
  wgo r = wgo_done(weir_json_get_bool(json, z, &value));
  r.u = value != 0;
  WGO_END(z);
  return r;
}
static inline wgo wgo_json_get_int64(const weir_json* json, _GoString_ pointer) {
  int64_t value = 0;
  WGO_TEXT(z, pointer);
  wgo r = wgo_done(weir_json_get_int64(json, z, &value));
  r.n = (uint64_t)value;
  WGO_END(z);
  return r;
}
static inline wgo wgo_json_get_double(const weir_json* json, _GoString_ pointer) {
  double value = 0;
  WGO_TEXT(z, pointer);
  wgo r = wgo_done(weir_json_get_double(json, z, &value));
  r.d = value;
  WGO_END(z);
  return r;
}
static inline wgo wgo_json_get_string(const weir_json* json, _GoString_ pointer) {
  const char* text = NULL;
  size_t size = 0;
  WGO_TEXT(z, pointer);
  wgo r = wgo_done(weir_json_get_string(json, z, &text, &size));
  r.text = text;
  r.n = size;
  WGO_END(z);
  return r;
}
static inline wgo wgo_json_get_count(const weir_json* json, _GoString_ pointer) {
  uint64_t count = 0;
  WGO_TEXT(z, pointer);
  wgo r = wgo_done(weir_json_get_count(json, z, &count));
  r.n = count;
  WGO_END(z);
  return r;
}
static inline wgo wgo_json_get_key(const weir_json* json, _GoString_ pointer, uint64_t index) {
  const char* text = NULL;
  size_t size = 0;
  WGO_TEXT(z, pointer);
  wgo r = wgo_done(weir_json_get_key(json, z, index, &text, &size));
  r.text = text;
  r.n = size;
  WGO_END(z);
  return r;
}
static inline wgo wgo_json_write(const weir_json* json, _GoString_ pointer, uint32_t style) {
  weir_buffer* text = NULL;
  WGO_TEXT(z, pointer);
  weir_status s = weir_json_write(json, z, style, &text);
  wgo r = wgo_told(s, text);
  WGO_END(z);
  return r;
}

static inline wgo wgo_rules_create(void) {
  weir_rules* rules = NULL;
  weir_status s = weir_rules_create(&rules);
  return wgo_gave(s, rules);
}
static inline wgo wgo_rules_default(void) {
  weir_rules* rules = NULL;
  weir_status s = weir_rules_default(&rules);
  return wgo_gave(s, rules);
}
static inline wgo wgo_rules_clear(weir_rules* rules) {
  return wgo_done(weir_rules_clear(rules));
}
static inline wgo wgo_rules_load(weir_rules* rules, _GoString_ name) {
  WGO_CHECK(name);
  WGO_OPEN(n, name);
  wgo r = wgo_done(weir_rules_load(rules, n));
  WGO_END(n);
  return r;
}
static inline wgo wgo_rules_arrange(weir_rules* rules, const weir_json* document) {
  return wgo_done(weir_rules_arrange(rules, document));
}
static inline wgo wgo_rules_add_document(weir_rules* rules, const weir_json* document) {
  return wgo_done(weir_rules_add_document(rules, document));
}

/* What a rule is made of; which fields count depends on `kind`. */
enum wgo_kind { WGO_LOD, WGO_GPU, WGO_REQUIRED, WGO_RANGE, WGO_TYPE, WGO_PATTERN, WGO_PATH };
static inline wgo wgo_rules_add(weir_rules* rules, uint32_t kind, _GoString_ field, double low,
                                double high, uint32_t mask, _GoString_ pattern, uint32_t severity,
                                uint32_t level, _GoString_ name, _GoString_ hint) {
  wgo r = {0};
  WGO_CHECK(field);
  WGO_CHECK(pattern);
  WGO_CHECK(name);
  WGO_CHECK(hint);
  WGO_OPEN(f, field);
  WGO_OPEN(p, pattern);
  WGO_OPEN(n, name);
  WGO_OPEN(h, hint);
  weir_rule_options o = {
      sizeof o, severity, level, 0, _GoStringLen(name) ? n : NULL, _GoStringLen(hint) ? h : NULL};
  weir_status s = WEIR_E_INVALID;
  switch (kind) {
    case WGO_LOD:
      s = weir_rules_add_lod(rules, &o);
      break;
    case WGO_GPU:
      s = weir_rules_add_gpu(rules, &o);
      break;
    case WGO_REQUIRED:
      s = weir_rules_add_required(rules, f, &o);
      break;
    case WGO_RANGE:
      s = weir_rules_add_range(rules, f, low, high, &o);
      break;
    case WGO_TYPE:
      s = weir_rules_add_type(rules, f, mask, &o);
      break;
    case WGO_PATTERN:
      s = weir_rules_add_pattern(rules, f, p, &o);
      break;
    case WGO_PATH:
      s = weir_rules_add_path(rules, f, mask, &o);
      break;
  }
  r = wgo_done(s);
  WGO_END(f);
  WGO_END(p);
  WGO_END(n);
  WGO_END(h);
  return r;
}
/* The choices come as one text, each ended by a zero: an array of Go's texts may not cross. */
static inline wgo wgo_rules_add_choice(weir_rules* rules, _GoString_ field, _GoString_ choices,
                                       size_t count, uint32_t severity, uint32_t level,
                                       _GoString_ name, _GoString_ hint) {
  WGO_CHECK(field);
  WGO_CHECK(name);
  WGO_CHECK(hint);
  WGO_OPEN(f, field);
  WGO_OPEN(n, name);
  WGO_OPEN(h, hint);
  weir_rule_options o = {
      sizeof o, severity, level, 0, _GoStringLen(name) ? n : NULL, _GoStringLen(hint) ? h : NULL};
  const char** list = calloc(count + 1, sizeof *list);
  const char* at = _GoStringPtr(choices);
  for (size_t i = 0; list && i < count; ++i) {
    list[i] = at;
    at += strlen(at) + 1;
  }
  wgo r = wgo_done(weir_rules_add_choice(rules, f, list, count, &o));
  free(list);
  WGO_END(f);
  WGO_END(n);
  WGO_END(h);
  return r;
}
static inline wgo wgo_rules_add_custom(weir_rules* rules, _GoString_ name, uintptr_t user,
                                       uint32_t severity, uint32_t level, _GoString_ hint) {
  if (_GoStringLen(name) && memchr(_GoStringPtr(name), 0, _GoStringLen(name))) {
    wgo_drop((void*)user);
    return wgo_nul();
  }
  if (_GoStringLen(hint) && memchr(_GoStringPtr(hint), 0, _GoStringLen(hint))) {
    wgo_drop((void*)user);
    return wgo_nul();
  }
  WGO_OPEN(n, name);
  WGO_OPEN(h, hint);
  weir_rule_options o = {sizeof o, severity, level, 0, NULL, _GoStringLen(hint) ? h : NULL};
  wgo r = wgo_done(weir_rules_add_custom(rules, n, wgo_rule, (void*)user, wgo_drop, &o));
  WGO_END(n);
  WGO_END(h);
  return r;
}
static inline wgo wgo_sink(weir_finding_sink* sink, uint32_t what, _GoString_ text) {
  WGO_TEXT(z, text);
  weir_status s = what == 0   ? weir_finding_sink_message(sink, z)
                  : what == 1 ? weir_finding_sink_hint(sink, z)
                              : weir_finding_sink_field(sink, z);
  wgo r = wgo_done(s);
  WGO_END(z);
  return r;
}
static inline wgo wgo_rules_validate(const weir_rules* rules, const weir_json* config,
                                     uint32_t strict, uint32_t level) {
  weir_validate_options o = {sizeof o, strict, level, 0};
  weir_report* report = NULL;
  weir_status s = weir_rules_validate(rules, config, &o, &report);
  return wgo_gave(s, report);
}
static inline wgo wgo_rules_check(const weir_rules* rules, const weir_json* config) {
  wgo r = wgo_done(weir_rules_check(rules, config));
  if (r.status == WEIR_REJECTED) r.why = strdup(weir_last_error());
  return r;
}

static inline wgo wgo_report_add(weir_report* report, uint32_t severity, _GoString_ rule,
                                 _GoString_ field, _GoString_ message, _GoString_ hint) {
  WGO_CHECK(rule);
  WGO_CHECK(field);
  WGO_CHECK(message);
  WGO_CHECK(hint);
  WGO_OPEN(a, rule);
  WGO_OPEN(f, field);
  WGO_OPEN(m, message);
  WGO_OPEN(h, hint);
  wgo r = wgo_done(weir_report_add(report, severity, a, f, m, h));
  WGO_END(a);
  WGO_END(f);
  WGO_END(m);
  WGO_END(h);
  return r;
}
static inline wgo wgo_report_finding(const weir_report* report, uint64_t index,
                                     weir_finding* found) {
  found->struct_size = sizeof *found;
  return wgo_done(weir_report_finding(report, index, found));
}
static inline wgo wgo_report_summary(const weir_report* report) {
  weir_buffer* text = NULL;
  weir_status s = weir_report_summary(report, &text);
  return wgo_told(s, text);
}
static inline wgo wgo_report_json(const weir_report* report) {
  weir_buffer* text = NULL;
  weir_status s = weir_report_json(report, &text);
  return wgo_told(s, text);
}

static inline wgo wgo_report_write(const weir_report* report, uint32_t style, _GoString_ source) {
  weir_buffer* text = NULL;
  WGO_TEXT(z, source);
  weir_status s = weir_report_write(report, style, z, &text);
  wgo r = wgo_told(s, text);
  WGO_END(z);
  return r;
}

#endif
