/* SPDX-License-Identifier: Apache-2.0 */
/* weir/rule_files.h: rules written as data.
 *
 *   {"rules": [
 *     {"rule": "range", "field": "batch_size", "min": 1, "max": 512},
 *     {"rule": "expression", "name": "warmup", "severity": "warning",
 *      "expect": "mcmc.n_warmup >= mcmc.n_samples / 2", "message": "a short warm-up"}]}
 *
 * Every rule has "rule", its kind. What the kinds need:
 *
 *   required    field
 *   range       field, min, max
 *   type        field, types: null, boolean, number, string, array, object, integer
 *   choice      field, choices: texts
 *   pattern     field, pattern: of RE2's syntax
 *   path        field, must: exists, file, directory, create, writable
 *   expression  expect; perhaps message, and field (what it speaks of) or each (a list or
 *               an object: it has to hold for every `item` of it)
 *   schema      schema: a JSON Schema; perhaps field, the value that has to fit
 *   lod, gpu    nothing
 *
 * What every rule may say beside that:
 *
 *   name, hint   texts
 *   severity     error, warning, info, suggestion: only errors reject
 *   level        fast, standard, thorough, exhaustive, on-demand
 *   when         an expression: the rule is asked only where it holds
 *   after        names of rules: asked after them, whatever its level, and skipped when one of
 *                them did not hold; the report says so. They are asked because of it, too
 *   profiles     names: it runs in validations of these profiles only
 *   limit_ms     a rule that took longer has failed. It is let finish: nothing ends a function
 *                midway
 *   expected_ms  how long it takes, before there is a history
 *   pure         true: this function of yours looks at nothing but the configuration, so its
 *                verdict may be kept
 *
 * An expression is made of numbers, "texts" or 'texts', true, false, null, names from the root
 * (optimization.vi.rate, angles[0]; at("/a-b") for keys that are no names), + - * / %, comparisons
 * with == != < <= > >=, `in [a, b]`, and, or, not, and the functions exists(name), abs, min, max,
 * sum (of numbers or of a list), count(list), distinct(list), lookup(names, name, values), which
 * is the value that stands where the name stands in names, and cpus(). One that meets something
 * missing or of the wrong type is undecided, and the rule says nothing: let "required" and "type"
 * rules say that.
 */
#ifndef WEIR_RULE_FILES_H
#define WEIR_RULE_FILES_H

#include "weir/base.h"
#include "weir/json.h"
#include "weir/validate.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Adds a ready-made set, or the rules of a file of yours.
 *
 * There are "phi_analysis", "frame_pipeline", "cache" and "lidar", installed as files as well, in
 * share/weir/rules, to start your own from. A name with a "/" or a "." is a file's.
 *
 * Borrows: name.
 * Errors: as weir_rules_add_document(); WEIR_E_NOT_FOUND when there is no such set or file;
 *         WEIR_E_PARSE when the file is no JSON; WEIR_E_IO.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_load(weir_rules* rules, const char* name);

/* Tells rules of the set, by name, what a file's rules may say: for functions of yours.
 *
 *   {"slow_check": {"level": "on-demand", "after": ["required"], "limit_ms": 50}, ...}
 *
 * Everything above from hint on, but not `when`. All or none. What is not mentioned stays; rules
 * of one name all get it.
 *
 * Borrows: document.
 * Errors: WEIR_E_NOT_FOUND when no rule has a name, with the nearest; WEIR_E_INVALID for NULL, a
 *         document that is not as above, or rules that would come after each other in a circle;
 *         WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_rules_arrange(weir_rules* rules, const weir_json* document);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_RULE_FILES_H */
