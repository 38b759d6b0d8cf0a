/* SPDX-License-Identifier: Apache-2.0 */
/* weir/config.h: one configuration out of defaults, files, environment and program.
 *
 * Layers, each above the one before: the defaults; the files, in the order given; the
 * environment; what the program says with weir_config_update(). Objects grow together
 * key by key, anything else is replaced by the highest layer that speaks; a null takes
 * away what lower layers said. Every value can say where it comes from, file, line and
 * column included: weir_config_explain().
 *
 * What is read is a snapshot, a weir_json that never changes: it is consistent in
 * itself, and stays good while you hold it. A change becomes visible as a whole, after
 * it was read, merged, judged by your rules and schema, and agreed to by listeners; one
 * that fails leaves everything as it was, and says why.
 *
 * A variable PREFIX_A__B speaks about /a/b: two underscores lead a level down, letters
 * may differ in case from the key they mean. Its value has the type of what stands there
 * already, or else of what the schema wants there, never a guessed one: 5 is a text where a
 * text stands. Where null stands, or the schema allows several types, it is a text. Arrays and
 * objects are written as JSON, and "json:" before a value says that it is JSON whatever stands
 * there. PREFIX_A__B is laid upon what PREFIX_A says. A variable without a place, that does not
 * fit, or that another one contradicts is left out and told in weir_config_summary().
 */
#ifndef WEIR_CONFIG_H
#define WEIR_CONFIG_H

#include "weir/base.h"
#include "weir/json.h"
#include "weir/memory.h"
#include "weir/schema.h"
#include "weir/validate.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A configuration.
 *
 * Threads: Shared.
 */
typedef struct weir_config weir_config;

enum weir_config_flags {
  WEIR_CONFIG_FILES_OPTIONAL = 1, /* a file that is missing says nothing, until it is there */
  WEIR_CONFIG_WATCH = 2           /* files are read again when they change */
};

/* How weir_config_save() saves. */
enum weir_config_save_flags {
  WEIR_CONFIG_SAVE_SECRETS = 1 /* secrets too; the file is then for its owner only */
};

/* When a listener is called. */
enum weir_config_stage {
  WEIR_CONFIG_PREPARE = 1, /* before the change: anything but 0 vetoes it */
  WEIR_CONFIG_PUBLISH = 2  /* it has happened */
};

/* NULL or zeros are the defaults. */
typedef struct weir_config_options {
  uint32_t struct_size;       /* sizeof(weir_config_options), as you compiled it */
  uint32_t flags;             /* WEIR_CONFIG_* or 0 */
  const weir_json* defaults;  /* Copies; the lowest layer, an object; NULL: {} */
  const char* const* files;   /* Copies; paths of JSON files, lowest first */
  size_t files_size;          /* how many */
  const char* prefix;         /* Copies; of environment variables, as "PTIM"; NULL: none */
  const weir_json* variables; /* Copies; {"PTIM_MAX_WORKERS": "/pool/workers"}; NULL: none */
  const weir_json* merge;     /* Copies; {"/plugins": "append"}: merge, replace or append */
  const weir_json* secrets;   /* Copies; ["/db/password"]: never shown, only read */
  const weir_rules* rules;    /* judge every change, at level THOROUGH; NULL: none */
  const weir_schema* schema;  /* judges every change; NULL: none */
  uint64_t debounce_ns;       /* of WATCH: quiet for so long before reading; 0: 50 ms. What
                                 never rests is read after 8 times as long, at least 1 s */
  uint64_t poll_ns;           /* of WATCH: looks without an event; 0: 5 s */
  uint32_t history;           /* generations kept for weir_config_rollback(); 0: 8 */
  uint32_t reserved;          /* 0 */
} weir_config_options;

/* A listener: asked before a change and told after it. `changes` is a JSON array of
 * {"path", "change": "added" | "removed" | "changed", "before", "after"}; the handles are
 * lent for the call. It runs in the thread that makes the change, which is the watching
 * one for files; it may read the configuration, and change it never. */
typedef int32_t (*weir_config_fn)(void* user, uint32_t stage, const weir_json* before,
                                  const weir_json* after, const weir_json* changes);

/* Reads all layers and makes the first snapshot, generation 1.
 *
 * Copies: options; rules and schema are held.
 * Gives: config_out, to be ended with weir_config_free().
 * Blocks: while files are read.
 * Errors: WEIR_REJECTED when rules or schema refuse it (an answer without a handle;
 *         weir_last_error() lists what is wrong);
 *         WEIR_E_PARSE with file, line and column; WEIR_E_NOT_FOUND, WEIR_E_IO for a file;
 *         WEIR_E_INVALID for options that are not right; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_config_create(const weir_config_options* options,
                                        weir_config** config_out);

/* Ends a configuration and its watching. Snapshots stay good. NULL does nothing.
 *
 * Blocks: until a listener that is being called returns; never from inside one.
 * Errors: none.
 * Since: 1.0
 */
WEIR_API void weir_config_free(weir_config* config);

/* Gives the snapshot of now.
 *
 * Gives: json_out, to be ended with weir_json_free(). It is shared, not copied.
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_CLOSED in a fork's child; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_config_snapshot(const weir_config* config, weir_json** json_out);

/* Tells the number of the snapshot of now: 1 at first, one more with each change.
 *
 * A reader in a hot path keeps its snapshot until this number is another one.
 *
 * Errors: none; NULL or a handle of another type gives 0.
 * Since: 1.0
 */
WEIR_API uint64_t weir_config_generation(const weir_config* config);

/* Waits until a generation past `seen` is there: the pull twin of a listener.
 *
 * Blocks: up to timeout_ns; WEIR_FOREVER means as long as it takes.
 * Errors: WEIR_AGAIN when time ran out first (an answer); WEIR_E_INVALID for NULL;
 *         WEIR_E_CLOSED in a fork's child.
 * Since: 1.0
 */
WEIR_API weir_status weir_config_wait(const weir_config* config, uint64_t seen,
                                      uint64_t timeout_ns);

/* Changes values in the program's layer: all of the object, or nothing. A null takes a
 * value away, whoever said it.
 *
 * Borrows: values.
 * Errors: WEIR_MISS when nothing became different, WEIR_REJECTED when rules, schema or a
 *         listener refuse it (answers; weir_last_error() tells of the second);
 *         WEIR_E_INVALID for NULL, no object, or from inside a listener;
 *         WEIR_E_CLOSED in a fork's child; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_config_update(weir_config* config, const weir_json* values);

/* Reads files and environment again, at once.
 *
 * Errors: as weir_config_update(), and as weir_config_create() for files; the old
 *         snapshot stays.
 * Since: 1.0
 */
WEIR_API weir_status weir_config_reload(weir_config* config);

/* Goes back to a generation that is kept: its layers are those of now, as a new generation.
 *
 * Errors: WEIR_E_NOT_FOUND when it is not kept; else as weir_config_update().
 * Since: 1.0
 */
WEIR_API weir_status weir_config_rollback(weir_config* config, uint64_t generation);

/* Adds a listener, for as long as the configuration lives.
 *
 * Takes: user, ended by user_free with the configuration, and also when this call fails.
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_CLOSED in a fork's child; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_config_listen(weir_config* config, weir_config_fn fn, void* user,
                                        weir_user_free user_free);

/* Tells where the value at a pointer comes from, as JSON: path, set, value, source, why,
 * and the stack of what every layer says, highest first, files with line and column.
 *
 * Borrows: pointer.
 * Gives: json_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for NULL or a pointer that is not one; WEIR_E_CLOSED in a fork's
 *         child; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_config_explain(const weir_config* config, const char* pointer,
                                         weir_buffer** json_out);

/* Tells how things stand, as JSON: generation, layers, sources {pointer: source},
 * warnings of variables that were left out, last_error of a change that failed since the
 * last that did not, kept_generations.
 *
 * Gives: json_out, to be ended with weir_buffer_free().
 * Errors: WEIR_E_INVALID for NULL; WEIR_E_CLOSED in a fork's child; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_config_summary(const weir_config* config, weir_buffer** json_out);

/* Writes the snapshot of now to a file, as JSON; nobody ever reads half of it. Secrets are
 * left out unless flags (WEIR_CONFIG_SAVE_*) say otherwise.
 *
 * Borrows: path.
 * Blocks: until the file is on its disk.
 * Errors: WEIR_E_NOT_FOUND when the folder is not there; WEIR_E_IO when the file cannot be
 *         written; WEIR_E_INVALID for NULL or unknown flags; WEIR_E_CLOSED in a fork's
 *         child; WEIR_E_NO_MEMORY.
 * Since: 1.0
 */
WEIR_API weir_status weir_config_save(const weir_config* config, const char* path, uint32_t flags);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_CONFIG_H */
