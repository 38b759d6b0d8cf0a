/* SPDX-License-Identifier: Apache-2.0 */
/* weir/schema.h: JSON Schema, compiled once and asked often.
 *
 * Drafts 7, 2019-09 and 2020-12, chosen by "$schema". A schema becomes a plan that
 * goes from text to verdict in one reading; only when you want to know why is the
 * plan walked again, and then every finding has line, column, what was meant and the
 * place in the schema that says so. weir_rules_add_schema() makes a schema one rule
 * among others.
 *
 * Texts are read as strictly as weir/json.h reads them, except that \u0000 may stand in
 * a string. Numbers are compared exactly: 1 is 1.0, and 0.0075 is a multiple of 0.0001.
 * Patterns are ECMA-262's, matched in time linear in the text: look-around and
 * back-references are refused when the schema is compiled.
 *
 * "format" describes and decides nothing, unless WEIR_SCHEMA_FORMATS says so:
 * date-time, date, time, duration, email, idn-email, hostname, ipv4, ipv6, uri,
 * uri-reference, iri, iri-reference, uri-template, uuid, json-pointer,
 * relative-json-pointer, regex. Others, idn-hostname among them, stay descriptions.
 *
 * Nothing is ever fetched: a "$ref" to another document is looked up among those you
 * give. The standard's own metaschemas are built in.
 */
#ifndef WEIR_SCHEMA_H
#define WEIR_SCHEMA_H

#include "weir/base.h"
#include "weir/json.h"
#include "weir/report.h"
#include "weir/validate.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A compiled schema.
 *
 * Threads: Frozen. Any number of threads may ask it at once.
 */
typedef struct weir_schema weir_schema;

/* Which draft a schema is of that has no "$schema". */
enum weir_schema_draft {
  WEIR_SCHEMA_DRAFT_7 = 7,
  WEIR_SCHEMA_DRAFT_2019_09 = 2019,
  WEIR_SCHEMA_DRAFT_2020_12 = 2020
};

enum weir_schema_flags {
  WEIR_SCHEMA_FORMATS = 1, /* "format" has to hold */
  WEIR_SCHEMA_STRICT = 2   /* unknown keywords are refused, with the nearest one; but not x-* */
};

/* Gives the document of a URI: WEIR_OK with document_out, which the library ends, or
 * WEIR_MISS. It runs in the thread that compiles, during that call only. */
typedef weir_status (*weir_schema_resolve_fn)(void* user, const char* uri,
                                              weir_json** document_out);

/* NULL or zeros are the defaults. */
typedef struct weir_schema_options {
  uint32_t struct_size;       /* sizeof(weir_schema_options), as you compiled it */
  uint32_t draft;             /* WEIR_SCHEMA_DRAFT_*, for a schema without "$schema"; 0: 2020-12 */
  uint32_t flags;             /* WEIR_SCHEMA_* or 0 */
  uint32_t max_findings;      /* of one validation; 0: 100 */
  const char* uri;            /* Copies; where the schema comes from, if it has no "$id" */
  const weir_json* documents; /* Borrows; {"URI": schema, ...} that may be referred to */
  weir_schema_resolve_fn resolve; /* asked for what is not in documents */
  void* resolve_user;
} weir_schema_options;

/* Compiles a schema.
 *
 * Borrows: text, options.
 * Gives: schema_out, to be ended with weir_schema_free().
 * Errors: WEIR_E_PARSE when the text is no JSON;
 *         WEIR_E_INVALID when it is no schema, with line, column, pointer and what is
 *         wrong; also for NULL or options that are not right;
 *         WEIR_E_NOT_FOUND for a reference to a document that nobody gives, with its URI;
 *         WEIR_E_CALLBACK when `resolve` failed; WEIR_E_LIMIT; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_schema_compile(const char* text, size_t text_size,
                                         const weir_schema_options* options,
                                         weir_schema** schema_out);

/* Ends a schema; rules made of it stay good. NULL does nothing.
 *
 * Errors: none.
 * Since: 1.0
 */
WEIR_API void weir_schema_free(weir_schema* schema);

/* Gives the verdict on a JSON text: the short way. Asked again and again it allocates
 * nothing.
 *
 * Borrows: text.
 * Errors: WEIR_REJECTED when it does not fit (an answer; weir_schema_validate() says why);
 *         WEIR_E_PARSE with line and column when it is no JSON;
 *         WEIR_E_LIMIT when the schema refers to itself without end, needs more than
 *         100 million steps, or the text is past the limits of weir/json.h;
 *         WEIR_E_INVALID for NULL; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_schema_check(const weir_schema* schema, const char* text,
                                       size_t text_size);

/* Gives the verdict and, when it is no, why.
 *
 * Of anyOf and oneOf the findings are those of the branch that was probably meant.
 *
 * Borrows: text.
 * Gives: report_out, for WEIR_OK and WEIR_REJECTED, to be ended with weir_report_free().
 * Errors: as weir_schema_check().
 * Since: 1.0
 */
WEIR_API weir_status weir_schema_validate(const weir_schema* schema, const char* text,
                                          size_t text_size, weir_report** report_out);

/* Makes a rule of a schema: the value at the field has to fit it.
 *
 * Its findings go by the keyword's name and have no line: a weir_json does not know
 * its text.
 *
 * Copies: field, options.
 * Errors: as weir_rules_add_required(); WEIR_E_INVALID for a NULL schema.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_add_schema(weir_rules* rules, const char* field,
                                           const weir_schema* schema,
                                           const weir_rule_options* options);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_SCHEMA_H */
