#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""embed.py OUTPUT FILE...: the files' texts as a table in C++, by their names without .json."""
import os
import sys

with open(sys.argv[1], "w", encoding="utf-8") as out:
    out.write('#include "validate/ready_made.hpp"\n\nnamespace weir::validate {\n\n'
              "const ReadyMade kReadyMade[] = {\n")
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        name = os.path.splitext(os.path.basename(path))[0]
        out.write(f'    {{"{name}",\n')
        # A literal may have 64 KiB; the compiler joins shorter ones.
        for start in range(0, len(text), 8000):
            out.write(f'     R"weir({text[start:start + 8000]})weir"\n')
        out.write("    },\n")
    out.write("};\nconst size_t kReadyMadeCount = sizeof kReadyMade / sizeof kReadyMade[0];\n\n"
              "}  // namespace weir::validate\n")
