/* SPDX-License-Identifier: Apache-2.0 */
/* weir/validate.h: is this configuration what the program expects?
 *
 * Put rules into a set once, then ask it about configurations. A validation runs
 * every rule and reports everything it finds, each with the place, the rule and a
 * hint; weir_rules_check() is the short way that stops at the first error. Both
 * give WEIR_OK or WEIR_REJECTED, so invalid configurations end before work starts.
 *
 * A `field` names what a rule looks at: "batch_size" is a key of the top level,
 * "/hardware/threads" an RFC 6901 pointer, "" the whole configuration. A rule
 * about something that is not there passes; weir_rules_add_required() is the one
 * that asks for presence. A rule that fails to do its work (its function fails or
 * throws) is one failed rule with its story, and the others still run.
 */
#ifndef WEIR_VALIDATE_H
#define WEIR_VALIDATE_H

#include "weir/base.h"
#include "weir/json.h"
#include "weir/report.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A set of rules.
 *
 * Threads: Shared. A validation uses the rules as they were when it began; rules
 * may be added or cleared at any time, also by a rule's own function.
 */
typedef struct weir_rules weir_rules;

/* Where a rule's function says what is wrong; good during that call only. */
typedef struct weir_finding_sink weir_finding_sink;

/* How thorough: a rule runs at its own level and at every higher one. */
enum weir_validate_level {
  WEIR_VALIDATE_FAST = 1,
  WEIR_VALIDATE_STANDARD = 2,
  WEIR_VALIDATE_THOROUGH = 3,
  WEIR_VALIDATE_EXHAUSTIVE = 4,
  WEIR_VALIDATE_ON_DEMAND = 5 /* for rules only: runs when asked for by name, see weir/judge.h */
};

/* Types a value may have: combine them. */
enum weir_allow {
  WEIR_ALLOW_NULL = 2,
  WEIR_ALLOW_BOOL = 4,
  WEIR_ALLOW_NUMBER = 8,
  WEIR_ALLOW_STRING = 16,
  WEIR_ALLOW_ARRAY = 32,
  WEIR_ALLOW_OBJECT = 64,
  WEIR_ALLOW_INTEGER = 128, /* a number without a fraction: 5, 5.0 */
  WEIR_ALLOW_ANY = 126      /* for strict mode: this key is known */
};

/* What is asked of a path; 0 asks for a text that is not empty. */
enum weir_path_flags {
  WEIR_PATH_EXISTS = 1,    /* something has to be there */
  WEIR_PATH_FILE = 2,      /* if something is there, it is a regular file */
  WEIR_PATH_DIRECTORY = 4, /* if something is there, it is a directory */
  WEIR_PATH_CREATE = 8,    /* a missing directory is made; with FILE, the file's directory */
  WEIR_PATH_WRITABLE = 16  /* it can be written, or made where it is missing */
};

/* What every rule can be given; NULL or zeros are the defaults. */
typedef struct weir_rule_options {
  uint32_t struct_size; /* sizeof(weir_rule_options), as you compiled it */
  uint32_t severity;    /* WEIR_LEVEL_*, 0: ERROR. Only errors reject */
  uint32_t level;       /* WEIR_VALIDATE_*; 0: FAST */
  uint32_t flags;       /* 0 */
  const char* name;     /* Copies; NULL: the kind, such as "range" */
  const char* hint;     /* Copies; NULL: the rule's own */
} weir_rule_options;

typedef struct weir_validate_options {
  uint32_t struct_size; /* sizeof(weir_validate_options), as you compiled it */
  uint32_t strict;      /* 1: keys that no rule names are warnings, with the nearest known key */
  uint32_t level;       /* WEIR_VALIDATE_*; 0: STANDARD */
  uint32_t flags;       /* 0 */
} weir_validate_options;

/* A rule of your own. It sees the whole configuration; 1: holds, 0: does not, below
 * zero, best a WEIR_E_*: it could not tell, which is a finding that says so, with the
 * number and its name. What it says in the sink becomes the finding's message; a rule
 * that holds and still says something is an INFO finding.
 *
 * Runs in the thread that validates, in several at once if several do. It may call
 * anything but weir_json_free() on what it was given. */
typedef int32_t (*weir_rule_fn)(void* user, const weir_json* config, weir_finding_sink* sink);

/* Makes an empty set.
 *
 * Gives: rules_out, to be ended with weir_rules_free().
 * Errors: WEIR_E_INVALID for a NULL rules_out; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_create(weir_rules** rules_out);

/* Gives the process's one shared set, made empty on first use.
 *
 * For programs in the manager style; a library should make its own.
 *
 * Gives: rules_out, to be ended with weir_rules_free(), which leaves the set as it is.
 * Errors: WEIR_E_INVALID for a NULL rules_out; WEIR_E_NO_MEMORY.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_default(weir_rules** rules_out);

/* Removes every rule.
 *
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_clear(weir_rules* rules);

/* Counts the rules.
 *
 * Errors: none; NULL or a handle of another type gives 0.
 * Since: 1.0
 */
WEIR_API uint64_t weir_rules_count(const weir_rules* rules);

/* Ends a set. Reports stay good. NULL does nothing.
 *
 * Errors: none.
 * Since: 1.0
 */
WEIR_API void weir_rules_free(weir_rules* rules);

/* lod_level, a text, is one of LOD2, LOD3, ASPRS, MINIMAL, FULL.
 *
 * Copies: options.
 * Errors: WEIR_E_INVALID for a NULL set or options that are not right;
 *         WEIR_E_UNSUPPORTED for an option that this version does not know;
 *         WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_add_lod(weir_rules* rules, const weir_rule_options* options);

/* gpu_memory_fraction is a number above 0 and at most 1.
 *
 * Copies: options.
 * Errors: as weir_rules_add_lod().
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_add_gpu(weir_rules* rules, const weir_rule_options* options);

/* The field is there, if only as null.
 *
 * Copies: field, options.
 * Errors: as weir_rules_add_lod(); WEIR_E_INVALID for a field that is not one.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_add_required(weir_rules* rules, const char* field,
                                             const weir_rule_options* options);

/* The field is a number from low to high, both included. Booleans and texts are
 * not numbers. An infinite bound leaves that side open.
 *
 * Copies: field, options.
 * Errors: as weir_rules_add_required(); WEIR_E_INVALID unless low <= high.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_add_range(weir_rules* rules, const char* field, double low,
                                          double high, const weir_rule_options* options);

/* The field has one of the types of `allowed` (WEIR_ALLOW_*).
 *
 * Copies: field, options.
 * Errors: as weir_rules_add_required(); WEIR_E_INVALID for no type or an unknown one.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_add_type(weir_rules* rules, const char* field, uint32_t allowed,
                                         const weir_rule_options* options);

/* The field is one of these texts, letter by letter.
 *
 * Copies: field, choices, options.
 * Errors: as weir_rules_add_required(); WEIR_E_INVALID for no choices or a NULL one.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_add_choice(weir_rules* rules, const char* field,
                                           const char* const* choices, size_t choices_size,
                                           const weir_rule_options* options);

/* The field is a text in which the pattern is found; ^ and $ make it match whole.
 *
 * The syntax is RE2's, whose time is linear in the text: no look-around and no
 * back-references.
 *
 * Copies: field, pattern, options.
 * Errors: as weir_rules_add_required(); WEIR_E_INVALID for a pattern that is not one,
 *         with what is wrong.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_add_pattern(weir_rules* rules, const char* field,
                                            const char* pattern, const weir_rule_options* options);

/* The field is a path that is as `path_flags` (WEIR_PATH_*) ask, when validated.
 *
 * Relative paths start at the process's current directory.
 *
 * Copies: field, options.
 * Errors: as weir_rules_add_required(); WEIR_E_INVALID for FILE with DIRECTORY or an
 *         unknown flag.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_add_path(weir_rules* rules, const char* field, uint32_t path_flags,
                                         const weir_rule_options* options);

/* A rule of your own, under a name of yours. Two rules may share a name.
 *
 * The pull twin is weir_report_add(): validate, look at the configuration
 * yourself, and add what you found.
 *
 * Copies: name, options (whose name is not used).
 * Takes: user, ended by user_free when the last validation with this rule is over,
 *        and also when this call fails.
 * Errors: as weir_rules_add_lod(); WEIR_E_INVALID for a NULL name or fn.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_add_custom(weir_rules* rules, const char* name, weir_rule_fn fn,
                                           void* user, weir_user_free user_free,
                                           const weir_rule_options* options);

/* Adds the rules of a document, all or none:
 *
 *   {"rules": [{"rule": "range", "field": "batch_size", "min": 1, "max": 512}, ...]}
 *
 * weir/rule_files.h tells which rules there are and what they may say.
 *
 * Borrows: document.
 * Errors: WEIR_E_INVALID for NULL, or when the document is not as above: the text names
 *         the place in it and the nearest kind or key that exists; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_add_document(weir_rules* rules, const weir_json* document);

/* Says what is wrong, from inside a rule's function. Said again, it is added.
 *
 * Copies: text.
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_finding_sink_message(weir_finding_sink* sink, const char* text);

/* Says what to do about it, from inside a rule's function.
 *
 * Copies: text.
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_finding_sink_hint(weir_finding_sink* sink, const char* text);

/* Says where it is, from inside a rule's function, as a field or a pointer.
 *
 * Copies: field.
 * Errors: WEIR_E_INVALID for NULL or a field that is not one; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_finding_sink_field(weir_finding_sink* sink, const char* field);

/* Runs all rules of a level and reports all findings.
 *
 * Borrows: config.
 * Gives: report_out, for WEIR_OK and WEIR_REJECTED, to be ended with weir_report_free().
 * Blocks: as long as the rules take; path rules ask the file system.
 * Errors: WEIR_REJECTED when an ERROR was found (an answer);
 *         WEIR_E_INVALID for NULL or options that are not right; WEIR_E_UNSUPPORTED for
 *         an option that this version does not know; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_validate(const weir_rules* rules, const weir_json* config,
                                         const weir_validate_options* options,
                                         weir_report** report_out);

/* Runs the rules of level FAST and severity ERROR until the first that fails: the
 * short way, for a hot path. Nothing is allocated when none does.
 *
 * Borrows: config.
 * Errors: WEIR_REJECTED when a rule failed (an answer); weir_last_error() then tells
 *         its finding; WEIR_E_INVALID for NULL.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_check(const weir_rules* rules, const weir_json* config);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_VALIDATE_H */
