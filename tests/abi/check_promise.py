# SPDX-License-Identifier: Apache-2.0
"""Gate: the promise files repeat every public function and callback type word for word, and promise
every constant's number and every field's place and type. What is missing is printed as the line to
add. That the promises hold is for the compiler to say: see promise_1/main.c."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "style"))
import check_compile  # noqa: E402
import cheader  # noqa: E402
import gate  # noqa: E402


def flat(text):
    """One spelling: no comments, single blanks, stars by themselves."""
    text = cheader.COMMENT.sub(" ", text)
    return re.sub(r"\s*([*(),;={}\[\]])\s*", r" \1 ", " ".join(text.split())).replace("  ", " ")


def wanted(item, layouts):
    """The lines a declaration owes its promise file."""
    if item.kind == "function":
        yield item.text[len("WEIR_API "):] + ";"
        yield f"(promise_fn){item.name},"
    elif item.kind == "callback":
        yield item.text + ";"
    elif item.kind == "enum":
        for value in item.members:
            yield f"PROMISE({value.name} == {value.type});"
    elif item.kind == "constant":
        yield f"PROMISE(sizeof({item.name}) == {8 if '64' in item.members[0].type else 4});"
    elif item.kind == "struct":
        types = {field.name: field.type for field in item.members}
        for name, offset, _ in layouts[item.name][1]:
            yield f"PROMISE_FIELD({item.name}, {name}, {offset}, {types[name]});"


def key(item, line):
    """What has to stand in the file. A number may be written in another way: the compiler compares."""
    return flat(line.split("==")[0] if item.kind == "enum" else line).strip().rstrip(",")


def check_layout(place, name, layout, result):
    """Holes hold bytes that nobody promised; a promise of the next field would move into them."""
    end = 0
    for field, offset, size in layout[1]:
        if offset != end:
            result.fault(place, f"{name}: {offset - end} bytes of hole before {field}")
        end = offset + size
    if end != layout[0]:
        result.fault(place, f"{name}: {layout[0] - end} bytes of hole at the end")


def check(root, cc, abi):
    result = gate.Result("promises")
    layouts = check_compile.layouts(root, cc)
    for header in cheader.parse_all(root):
        if not header.declarations:
            continue
        module = os.path.basename(header.path)[:-2]
        path = f"tests/abi/promise_{abi}/{module}.c"
        full = os.path.join(root, path)
        text = flat(gate.read(full)) if os.path.isfile(full) else ""
        missing = []
        for item in header.declarations:
            if item.kind == "struct":
                check_layout(f"{header.path}:{item.line}", item.name, layouts[item.name], result)
            for line in wanted(item, layouts):
                result.looked_at += 1
                if key(item, line) not in text:
                    missing.append(line)
        if missing:
            result.fault(path, "lacks these lines:\n    " + "\n    ".join(missing))
    return result


if __name__ == "__main__":
    gate.run(check, __doc__, [("--cc", {"default": "cc"}), ("--abi", {"required": True})])
