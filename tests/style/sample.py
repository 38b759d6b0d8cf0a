# SPDX-License-Identifier: Apache-2.0
"""A tree in miniature that every gate accepts. selftest.py breaks it in one place at a time."""

BASE_H = """/* SPDX-License-Identifier: Apache-2.0 */
/* weir/base.h: what the others stand on. */
#ifndef WEIR_BASE_H
#define WEIR_BASE_H

#include <stddef.h>
#include <stdint.h>

#define WEIR_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t weir_status;

enum weir_code { WEIR_OK = 0, WEIR_E_BAD = -1 };

static const uint64_t WEIR_FOREVER = 0xFFFFFFFFFFFFFFFFu;

#ifdef __cplusplus
}
#endif

#endif /* WEIR_BASE_H */
"""

TOY_H = """/* SPDX-License-Identifier: Apache-2.0 */
/* weir/toy.h: something to break. */
#ifndef WEIR_TOY_H
#define WEIR_TOY_H

#include "weir/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weir_toy weir_toy;

typedef void (*weir_toy_fn)(void* user, uint32_t level);

typedef struct weir_toy_options {
  uint32_t struct_size; /* sizeof(weir_toy_options) */
  uint32_t flags;
  uint64_t size_bytes;
} weir_toy_options;

/* Makes a toy.
 *
 * Gives: toy_out, to be ended with weir_toy_free().
 * Errors: WEIR_E_BAD for a NULL toy_out.
 * Since: 1.0
 */
WEIR_API weir_status weir_toy_create(const weir_toy_options* options, weir_toy** toy_out);

/* Ends a toy.
 *
 * Errors: none.
 * Since: 1.0
 */
WEIR_API void weir_toy_free(weir_toy* toy);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_TOY_H */
"""

PROMISE_TOY = """/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

extern const promise_fn promise_toy[];

typedef void (*weir_toy_fn)(void* user, uint32_t level);

PROMISE_FIELD(weir_toy_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_toy_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_toy_options, size_bytes, 8, uint64_t);

weir_status weir_toy_create(const weir_toy_options* options, weir_toy** toy_out);
void weir_toy_free(weir_toy* toy);

const promise_fn promise_toy[] = {
    (promise_fn)weir_toy_create,
    (promise_fn)weir_toy_free,
};
"""

PROMISE_BASE = """/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

PROMISE(WEIR_OK == 0);
PROMISE(WEIR_E_BAD == -1);
PROMISE(sizeof(WEIR_FOREVER) == 8);
"""

API_CPP = """// SPDX-License-Identifier: Apache-2.0
#include <new>

#include "memory/heap.hpp"
#include "weir/toy.h"

struct weir_toy {
  int kept;
};

extern "C" weir_status weir_toy_create(const weir_toy_options*, weir_toy** toy_out) {
  *toy_out = new (std::nothrow) weir_toy{weir::memory::kHeap};
  return *toy_out == nullptr ? WEIR_E_BAD : WEIR_OK;
}

extern "C" void weir_toy_free(weir_toy* toy) { delete toy; }
"""

MAP = """/* SPDX-License-Identifier: Apache-2.0 */
WEIR_1.0 {
  global:
    weir_toy_create;
    weir_toy_free;
  local:
    *;
};
"""

ROOMS_README = """# The house

| room | what it is for | guests |
|---|---|---|
| `base/` | status | cJSON |
| `memory/` | heap | mimalloc |
| `api/` | the border | |
"""

SPDX = "# SPDX-License-Identifier: Apache-2.0\n"
SPDX_CPP = "// SPDX-License-Identifier: Apache-2.0\n"

TREE = {
    "meson.build": SPDX,
    "README.md": "# Toy\n\n[a](include/weir/base.h) [b](include/weir/toy.h)\n",
    ".clang-format": "BasedOnStyle: Google\nColumnLimit: 100\nDerivePointerAlignment: false\n"
                     "IncludeBlocks: Preserve\nAllowShortFunctionsOnASingleLine: All\n",
    "include/weir.h": "/* SPDX-License-Identifier: Apache-2.0 */\n/* weir.h: all. */\n"
                      "#ifndef WEIR_H\n#define WEIR_H\n\n"
                      '#include "weir/base.h"\n#include "weir/toy.h"\n\n#endif\n',
    "include/weir/base.h": BASE_H,
    "include/weir/toy.h": TOY_H,
    "include/CHANGES.md": "## 1.0\n\n### toy.h\n\nAdded: `weir_toy_create`, `_free`.\n",
    "src/README.md": ROOMS_README,
    "src/meson.build": SPDX + "subdir('base')\nsubdir('memory')\nsubdir('api')\n",
    "src/weir.map": MAP,
    "src/base/meson.build": SPDX + "static_library('base', dependencies: [cjson_dep])\n",
    "src/base/status.hpp": SPDX_CPP + "#pragma once\n",
    "src/memory/meson.build": SPDX + "static_library('memory', dependencies: [base_dep])\n",
    "src/memory/heap.hpp": SPDX_CPP + "#pragma once\n\n#include <sys/mman.h>\n\n#include <vector>\n\n"
                           '#include "base/status.hpp"\n\n'
                           "namespace weir::memory {\nconstexpr int kHeap = 1;\n}\n",
    "src/memory/heap.cpp": SPDX_CPP + '#include "memory/heap.hpp"\n\n#include <mimalloc.h>\n',
    "src/api/toy.cpp": API_CPP,
    "tests/abi/promise_1/base.c": PROMISE_BASE,
    "tests/abi/promise_1/toy.c": PROMISE_TOY,
}
