# SPDX-License-Identifier: Apache-2.0
"""Gate: every public header compiles alone and twice included, as C99 and as C++11, with every
warning an error. Structs have no holes, because a hole is a byte nobody promised."""
import os
import shlex
import subprocess
import tempfile

import cheader
import gate

STRICT = ["-Wall", "-Wextra", "-pedantic-errors", "-Werror", "-Wundef", "-fsyntax-only"]
C99 = ["-x", "c", "-std=c99", "-Wstrict-prototypes", "-Wmissing-prototypes", "-Wpadded"]
CXX11 = ["-x", "c++", "-std=c++11", "-Wold-style-cast", "-Wshadow"]


def compile_text(command, text):
    done = subprocess.run(command + ["-"], input=text, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def check(root, cc, cxx):
    result = gate.Result("headers compiled alone")
    include = ["-I" + os.path.join(root, "include")]
    for path in cheader.public_headers(root):
        result.looked_at += 1
        name = os.path.relpath(path, "include")
        text = f'#include "{name}"\n#include "{name}"\nextern int alone;\n'
        for compiler, flags in ((cc, C99), (cxx, CXX11)):
            status, errors = compile_text(shlex.split(compiler) + flags + STRICT + include, text)
            if status != 0:
                result.fault(path, f"does not compile with {' '.join(flags[:3])}:\n{errors}")
    return result


def layouts(root, cc):
    """struct name -> (size, [(field, offset, size)]), as the compiler lays the structs out."""
    structs = [d for h in cheader.parse_all(root) for d in h.declarations if d.kind == "struct"]
    lines = ['#include <stdio.h>', '#include "weir.h"', "int main(void) {"]
    for item in structs:
        lines.append(f'printf("{item.name} - 0 %zu\\n", sizeof({item.name}));')
        for field in item.members:
            where = f"{item.name}, {field.name}"
            lines.append(f'printf("{item.name} {field.name} %zu %zu\\n", offsetof({where}), '
                         f"sizeof((({item.name} *)0)->{field.name}));")
    lines += ["return 0;", "}"]
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "layout")
        subprocess.run(shlex.split(cc) + ["-x", "c", "-std=c99", "-w", "-o", program, "-", "-I",
                                          os.path.join(root, "include")],
                       input="\n".join(lines), text=True, check=True)
        output = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    for line in output.splitlines():
        name, field, offset, size = line.split()
        if field == "-":
            found[name] = (int(size), [])
        else:
            found[name][1].append((field, int(offset), int(size)))
    return found


if __name__ == "__main__":
    gate.run(check, __doc__, [("--cc", {"default": "cc"}), ("--cxx", {"default": "c++"})])
