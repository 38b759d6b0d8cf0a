# SPDX-License-Identifier: Apache-2.0
"""Gate: the names in the headers, in src/weir.map and in the built library are the same names.

All three are needed: a function forgotten in the map vanishes silently, and map and library alone
would agree about that. The ledger of changes names every function as well.
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "style"))
import cheader  # noqa: E402
import gate  # noqa: E402


def map_names(text):
    text = cheader.COMMENT.sub(" ", text)
    names = []
    for block in re.findall(r"global:(.*?)(?:local:|\})", text, re.S):
        names += [name.strip() for name in block.split(";") if name.strip()]
    return names


def library_names(path):
    output = subprocess.run(["nm", "-D", "--defined-only", path], capture_output=True, text=True,
                            check=True).stdout
    # "A" is the version node itself.
    rows = [line.split() for line in output.splitlines()]
    return {row[-1].split("@")[0] for row in rows if row[-2] != "A"}


def check(root, library):
    result = gate.Result("public names")
    headers = cheader.functions(root)
    listed = map_names(gate.read(os.path.join(root, "src", "weir.map")))
    exported = library_names(library)
    result.looked_at = len(headers)
    for name in sorted(set(headers) | set(listed) | exported):
        place = f"{headers[name][0]}:{headers[name][1].line}" if name in headers else name
        if name not in headers:
            result.fault(place, "is in the map or the library but in no header (WEIR_API)")
        if not re.fullmatch(r"weir_\w+", name):
            result.fault(place, "the map lists every name, without wildcards, and each is weir_*")
        if name not in listed:
            result.fault(place, f"{name} is not in src/weir.map")
        if name not in exported:
            result.fault(place, f"{name} is not exported by {os.path.basename(library)}")
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        result.fault("src/weir.map", f"lists {name} twice")
    changes = gate.read(os.path.join(root, "include", "CHANGES.md"))
    for path in sorted({path for path, _ in headers.values()}):
        module = os.path.basename(path)
        section = re.search(rf"^### {re.escape(module)}\n(.*?)(?=^##|\Z)", changes, re.M | re.S)
        told = re.findall(r"\w+", section.group(1)) if section else []
        # `weir_buffer_copy`, `_data` and `_free`: a tail stands for the name it ends.
        silent = [name for name, (home, _) in headers.items() if home == path
                  and not any(name == word or word.startswith("_") and name.endswith(word)
                              for word in told)]
        if silent:
            result.fault("include/CHANGES.md", f"### {module} does not name {', '.join(silent)}")
    return result


if __name__ == "__main__":
    gate.run(check, __doc__, [("--library", {"required": True})])
