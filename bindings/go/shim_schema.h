/* SPDX-License-Identifier: Apache-2.0 */
/* weir/schema.h for Go. */
#ifndef WEIRGO_SHIM_SCHEMA_H
#define WEIRGO_SHIM_SCHEMA_H

#include "shim.h"

static inline const char* wgo_start(_GoString_ text) {
  return _GoStringPtr(text) ? _GoStringPtr(text) : "";
}
static inline wgo wgo_schema_compile(_GoString_ text, uint32_t draft, uint32_t flags,
                                     uint32_t max_findings, _GoString_ uri,
                                     const weir_json* documents) {
  weir_schema* schema = NULL;
  WGO_TEXT(u, uri);
  weir_schema_options o = {sizeof o,  draft, flags, max_findings, _GoStringLen(uri) ? u : NULL,
                           documents, NULL,  NULL};
  wgo r = wgo_done(weir_schema_compile(wgo_start(text), _GoStringLen(text), &o, &schema));
  r.handle = schema;
  WGO_END(u);
  return r;
}
static inline wgo wgo_schema_check(const weir_schema* schema, _GoString_ text) {
  return wgo_done(weir_schema_check(schema, wgo_start(text), _GoStringLen(text)));
}
static inline wgo wgo_schema_validate(const weir_schema* schema, _GoString_ text) {
  weir_report* report = NULL;
  weir_status s = weir_schema_validate(schema, wgo_start(text), _GoStringLen(text), &report);
  return wgo_gave(s, report);
}
static inline wgo wgo_rules_add_schema(weir_rules* rules, _GoString_ field,
                                       const weir_schema* schema, uint32_t severity, uint32_t level,
                                       _GoString_ name, _GoString_ hint) {
  WGO_CHECK(field);
  WGO_CHECK(name);
  WGO_CHECK(hint);
  WGO_OPEN(f, field);
  WGO_OPEN(n, name);
  WGO_OPEN(h, hint);
  weir_rule_options o = {
      sizeof o, severity, level, 0, _GoStringLen(name) ? n : NULL, _GoStringLen(hint) ? h : NULL};
  wgo r = wgo_done(weir_rules_add_schema(rules, f, schema, &o));
  WGO_END(f);
  WGO_END(n);
  WGO_END(h);
  return r;
}

#endif
