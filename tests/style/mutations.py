# SPDX-License-Identifier: Apache-2.0
"""The mutation table: (gate, [(file, old text or None for a new file, new text)], the word the gate
has to say, or None when the change is a good one and has to pass)."""

TOY = "include/weir/toy.h"
BASE = "include/weir/base.h"
API = "src/api/toy.cpp"
HEAP = "src/memory/heap.cpp"
PROMISE = "tests/abi/promise_1/toy.c"
FREE = "WEIR_API void weir_toy_free(weir_toy* toy);"
FREE_BODY = 'extern "C" void weir_toy_free(weir_toy* toy) { delete toy; }\n'
FLAGS = "  uint32_t flags;\n"
COMMENT = "/* Does.\n *\n * Errors: none.\n * Since: 1.0\n */\n"


def edit(path, old, new):
    return [(path, old, new)]


def header(old, new):
    return edit(TOY, old, new)


def function(text):
    """The toy header with one more public function."""
    return header(FREE, f"{FREE}\n\n{COMMENT}WEIR_API {text};")


def heap(text):
    return [(HEAP, "#include <mimalloc.h>\n", text)]


# Changes of the ABI: (edits, what the promise file says, what abidiff says). Additions are good;
# everything else breaks a program that is already built. abidiff cannot see constants and callback
# types that no function's signature names.
NOW = "weir_toy_free(weir_toy* toy, int32_t now)"
SIZED = "weir_toy_create(const weir_toy_options* options, size_t size,"
ABI = [
    (edit(API, "int kept;", "int kept;\n  int more;"), None, None),
    (function("uint32_t weir_toy_size(const weir_toy* toy)"), None, None),
    (header("  uint64_t size_bytes;\n", "  uint64_t size_bytes;\n  uint64_t idle_ns;\n"), None,
     "1 data member insertion"),  # a false alarm: abidiff.suppr says how to answer it
    (edit(BASE, "WEIR_E_BAD = -1", "WEIR_E_BAD = -1, WEIR_E_NEW = -2"), None, None),
    (edit(BASE, "WEIR_E_BAD = -1", "WEIR_E_BAD = -2"), "promise_", None),
    (header("void* user, uint32_t level", "void* user, int32_t level"), "weir_toy_fn", None),
    (header(FLAGS + "  uint64_t size_bytes;\n", "  uint64_t size_bytes;\n" + FLAGS),
     "promise_", "weir_toy_options"),
    (header("  uint64_t size_bytes;\n", "  double size_bytes;\n"), "promise_", "weir_toy_options"),
    ([(API, FREE_BODY, ""), ("src/weir.map", "    weir_toy_free;\n", "")],
     "weir_toy_free", "weir_toy_free"),
    ([(TOY, "weir_toy_free(weir_toy* toy)", NOW), (API, "weir_toy_free(weir_toy* toy)", NOW)],
     "weir_toy_free", "weir_toy_free"),
    ([(TOY, "weir_toy_create(const weir_toy_options* options,", SIZED),
      (API, "weir_toy_create(const weir_toy_options*,", SIZED)], "weir_toy_create", "weir_toy_create"),
    ([(TOY, "weir_toy** toy_out);", "weir_toy** toy_out, uint32_t size);"),
      (API, "weir_toy** toy_out)", "weir_toy** toy_out, uint32_t)")],
     "weir_toy_create", "weir_toy_create"),
]

MUTATIONS = [
    # Public headers: what a compiler or a binding cannot read.
    ("headers", header('#include "weir/base.h"', "#include <stdio.h>"), "only <stddef.h>"),
    ("headers", header(FREE, "static inline int f(void) { return 1; }\n" + FREE), "no inline"),
    ("headers", header(FREE, "#define WEIR_TWICE(x) ((x) + (x))\n" + FREE), "function-like macro"),
    ("headers", header(FREE, "#define WEIR_SIZE 8\n" + FREE), "macro WEIR_SIZE"),
    ("headers", header(FREE, "extern const char weir_text[];\n" + FREE), "is none of"),
    ("headers", header(FREE, "int32_t weir_hidden(void);\n" + FREE), "is none of"),
    ("headers", header(FREE, "enum { WEIR_A = 1 };\n" + FREE), "untagged enum"),
    ("headers", header(FREE, "enum weir_x { WEIR_A };\n" + FREE), "write its number"),
    ("headers", header(FREE, "enum weir_x { A = 1 };\n" + FREE), "start with WEIR_"),
    ("headers", header(FLAGS, "  uint32_t flags : 3;\n"), "bitfields"),
    ("headers", header(FLAGS, "  union {\n    uint32_t a;\n    float b;\n  } u;\n"), "union"),
    ("headers", header(FLAGS, "  enum weir_code flags;\n"), "by value"),
    ("headers", header(FLAGS, "  long flags;\n"), "type 'long'"),
    ("headers", header("  uint32_t struct_size; ", "  uint64_t struct_size; "), "first field"),
    ("headers", header("typedef struct weir_toy weir_toy;", "typedef struct toy_s weir_toy;"), "tag"),
    ("headers", header("typedef struct weir_toy weir_toy;",
                       "typedef struct weir_toy_t weir_toy_t;"), "do not end in _t"),
    ("headers", header("(*weir_toy_fn)", "(*weir_toy_callback)"), "end in _fn"),
    ("headers", function("weir_status weir_toy_say(const char* format, ...)"), "variadic"),
    ("headers", function("weir_status weir_toy_say()"), "(void)"),
    ("headers", function("weir_status weir_toy_say(int)"), "needs a name"),
    ("headers", function("weir_status weir_toy_say(long count)"), "fixed width"),
    ("headers", function("weir_status weir_toy_say(char* text, size_t text_size)"), "weir_buffer"),
    ("headers", function("weir_status weir_toy_say(int32_t* a_out, int32_t b)"), "outputs come last"),
    ("headers", function("long double weir_toy_say(void)"), "cannot carry"),
    ("headers", function("weir_status toy_say(void)"), "start with weir_"),
    ("headers", header("WEIR_TOY_H\n#define", "WEIR_TOYS_H\n#define"), "include guard"),
    ("headers", header("/* weir/toy.h: something to break. */\n", ""), "open with"),
    ("headers", header('#ifdef __cplusplus\nextern "C" {\n#endif\n', "#pragma once\n"), "pragma"),
    ("headers", header("typedef struct weir_toy weir_toy;",
                       "typedef struct weir_toy weir_toy;\n" + "\n" * 300), "lines, over 300"),
    ("headers", edit("include/weir.h", '#include "weir/toy.h"\n', ""), "does not include"),
    ("headers", edit("README.md", "(include/weir/toy.h)", ""), "no row for"),
    ("headers", function("uint32_t weir_toy_size(const weir_toy* toy)"), None),
    # Public headers: alone, strictly.
    ("compile", header('#include "weir/base.h"\n', ""), "does not compile"),
    ("compile", function("weir_status weir_toy_say()"), "strict-prototypes"),
    ("compile", header(FLAGS, ""), "padded"),
    ("compile", header(FLAGS, "  uint32_t class;\n"), "c++"),
    ("compile", header("#ifndef WEIR_TOY_H\n#define WEIR_TOY_H\n", "#ifndef WEIR_TOY_H\n"), "-x"),
    ("compile", function("weir_status weir_toy_say(long long count)"), None),
    # Comment tags.
    ("tags", header(" * Errors: none.\n", ""), "'Errors:' is missing"),
    ("tags", header(" * Since: 1.0\n", ""), "'Since:' is missing"),
    ("tags", header(" * Since: 1.0\n", " * Since: soon\n"), "is not a version"),
    ("tags", header(" * Errors: none.\n * Since: 1.0\n", " * Since: 1.0\n * Errors: none.\n"), "order"),
    ("tags", header(" * Errors: none.\n", " * Errors: none.\n * Errors: none.\n"), "stands twice"),
    ("tags", header(" * Errors: none.\n", " * Errors: none.\n * Returns: nothing\n"), "not a tag"),
    ("tags", header(" * Errors: none.\n", " * Errors:\n"), "says nothing"),
    ("tags", header(" * Gives: toy_out, to be ended with weir_toy_free().\n", ""), "'Gives:'"),
    ("tags", header(" */\nWEIR_API void", " */\n\nWEIR_API void"), "directly above"),
    ("tags", header("/* Ends a toy.\n *\n * Errors", "/* Errors"), "opens with one sentence"),
    # Layers.
    ("layers", edit("src/base/status.hpp", "#pragma once\n", '#include "memory/heap.hpp"\n'),
     "base/ may not see memory/"),
    ("layers", edit(HEAP, "#include <mimalloc.h>", '#include "api/error.hpp"'), "may not see api/"),
    ("layers", edit(HEAP, "#include <mimalloc.h>", '#include "weir/base.h"'), "public headers"),
    ("layers", edit(HEAP, "#include <mimalloc.h>", "#include <cjson/cJSON.h>"), "lives in base/"),
    ("layers", edit(HEAP, "#include <mimalloc.h>", "#include <curl/curl.h>"), "no room"),
    ("layers", edit(HEAP, '"memory/heap.hpp"', '"heap.hpp"'), "from src/"),
    ("layers", edit("src/base/meson.build", "[cjson_dep]", "[cjson_dep, memory_dep]"), "may not link"),
    ("layers", edit("src/memory/meson.build", "[base_dep]", "[png_dep]"), "libpng lives in points/"),
    ("layers", edit("src/attic/old.cpp", None, "// SPDX-License-Identifier: Apache-2.0\n"),
     "not a room"),
    ("layers", edit("src/meson.build", "subdir('base')\nsubdir('memory')",
                    "subdir('memory')\nsubdir('base')"), "ground floor up"),
    ("layers", edit("src/README.md", "| `memory/` | heap | mimalloc |\n", ""), "the table has"),
    ("layers", edit("src/README.md", "| heap | mimalloc |", "| heap | libpng |"), "against ROOMS"),
    ("layers", edit("src/README.md", "| `api/` | the border | |\n", ""), "api/ is not in the table"),
    ("layers", edit(HEAP, "#include <mimalloc.h>", "#include <unistd.h>\n\n#include <map>"), None),
    # Files.
    ("files", edit(API, "// SPDX-License-Identifier: Apache-2.0\n", ""), "SPDX"),
    ("files", edit(API, "struct weir_toy {", "// TO" + "DO later\nstruct weir_toy {"), "do it now"),
    ("files", edit(API, "struct weir_toy {", "// FIX" + "ME\nstruct weir_toy {"), "do it now"),
    ("files", edit(API, "struct weir_toy {", "// XX" + "X\nstruct weir_toy {"), "do it now"),
    ("files", edit("README.md", "# Toy", "see /wo" + "rk/main"), "somebody's machine"),
    ("files", edit("README.md", "# Toy", "see /ro" + "ot/x"), "somebody's machine"),
    ("files", edit("README.md", "# Toy", "see /ho" + "me/x"), "somebody's machine"),
    ("files", edit("src/memory/heap.hpp", "#include <vector>", "using namespace std;"), "everyone"),
    ("files", edit(API, "struct weir_toy {", "struct weir_toy { "), "white space"),
    ("files", edit(API, "  int kept", "\tint kept"), "a tab"),
    ("files", edit("README.md", "toy.h)\n", "toy.h)"), "newline"),
    ("files", edit("README.md", "# Toy", "see [a](src/b.md)"), "is not there"),
    ("files", edit(API, "struct weir_toy {", "\n" * 600 + "struct weir_toy {"), "over 600"),
    ("files", edit("examples/toy.c", None, "/* SPDX-License-Identifier: Apache-2.0 */\n" + "\n" * 80),
     "of an example"),
    ("files", edit("examples/toy.c", None, "/* SPDX-License-Identifier: Apache-2.0 */\n" + "\n" * 79),
     None),
    ("files", edit("src/DECISIONS.md", None, "# D\n\n## Long\n\n" + "a\n" * 9), "eight lines"),
    ("files", edit("src/DECISIONS.md", None, "# D\n\n## Short\n\n" + "a\n" * 8), None),
    ("files", edit("notes.txt", None, "hello\n"), "does not belong at the top"),
    ("files", edit("docs/a.md", None, "hello\n"), "does not belong at the top"),
    # Format.
    ("format", edit(API, "  int kept;", "    int kept;"), "run clang-format-14 -i src/api/toy.cpp"),
    ("format", edit(TOY, "weir_toy* toy)", "weir_toy *toy)"), "run clang-format-14"),
    # Objects: nothing before main, no manners broken.
    ("objects", heap("#include <string>\nstd::string text(100, 'x');\n"), "before main"),
    ("objects", heap("#include <iostream>\nvoid f() { std::cout << 1; }\n"), "_ZSt4cout"),
    ("objects", heap("int counted;\n__attribute__((constructor)) static void f() { counted = 1; }\n"), "before main"),
    ("objects", heap("#include <cstdio>\nvoid f(int x) { std::printf(\"%d\", x); }\n"), "printf"),
    ("objects", heap("#include <cstdlib>\nvoid f() { std::exit(1); }\n"), "end its host"),
    ("objects", heap("#include <csignal>\nvoid f() { std::signal(2, SIG_IGN); }\n"), "host"),
    ("objects", heap("constinit int x = 3;\nint f() { return ++x; }\n"), None),
    # Symbols: three lists and the ledger.
    ("symbols", edit("src/weir.map", "    weir_toy_free;\n", ""), "weir_toy_free is not in src/weir.map"),
    ("symbols", header(FREE, ""), "no header"),
    ("symbols", edit(API, FREE_BODY, ""), "weir_toy_free is not exported"),
    ("symbols", edit("src/weir.map", "    weir_toy_create;\n    weir_toy_free;\n", "    weir_*;\n"),
     "without wildcards"),
    ("symbols", edit("src/weir.map", "weir_toy_free;\n", "weir_toy_free;\n    weir_toy_free;\n"), "twice"),
    ("symbols", edit("include/CHANGES.md", "`weir_toy_create`, ", ""), "does not name weir_toy_create"),
    # Promises: complete. (That they hold, the compiler says.)
    ("promise", edit(PROMISE, "    (promise_fn)weir_toy_free,\n", ""), "(promise_fn)weir_toy_free,"),
    ("promise", edit(PROMISE, "void weir_toy_free(weir_toy* toy);\n", ""), "void weir_toy_free("),
    ("promise", edit(PROMISE, "PROMISE_FIELD(weir_toy_options, flags, 4, uint32_t);\n", ""),
     "PROMISE_FIELD(weir_toy_options, flags, 4, uint32_t);"),
    ("promise", edit(PROMISE, "typedef void (*weir_toy_fn)(void* user, uint32_t level);\n", ""),
     "typedef void"),
    ("promise", edit("tests/abi/promise_1/base.c", "PROMISE(WEIR_E_BAD == -1);\n", ""), "WEIR_E_BAD"),
    ("promise", edit("tests/abi/promise_1/base.c", "PROMISE(sizeof(WEIR_FOREVER) == 8);\n", ""),
     "WEIR_FOREVER"),
    ("promise", header("  uint64_t size_bytes;\n", "  uint64_t size_bytes;\n  uint64_t idle_ns;\n"),
     "idle_ns, 16, uint64_t"),
    ("promise", header(FLAGS, ""), "hole before size_bytes"),
    ("promise", header("  uint64_t size_bytes;\n", "  uint64_t size_bytes;\n  uint32_t x;\n"),
     "hole at the end"),
    ("promise", function("uint32_t weir_toy_size(const weir_toy* toy)"), "weir_toy_size"),
    # Promises: kept, by two judges.
    *[("holds", edits, word) for edits, word, _ in ABI],
    *[("abidiff", edits, word) for edits, _, word in ABI],
]
