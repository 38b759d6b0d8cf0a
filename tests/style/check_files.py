# SPDX-License-Identifier: Apache-2.0
"""Gate: every file names its licence, keeps to a readable length, and holds nothing of one machine
and no note to self (style.md 7)."""
import os
import re

import gate

LICENCE = "SPDX-License-Identifier: Apache-2.0"
QUESTIONED, LIMIT = 400, 600
EXAMPLE_LIMIT = 80  # an example is read in one go; the whole pipeline is the one long story
LONG_EXAMPLES = ("examples/lidar_pipeline.c",)
NO_LICENCE = (".md", ".json", ".las", ".png", ".svg", ".clang-format", ".editorconfig", ".gitignore",
              ".gitattributes", ".csv", ".txt", ".ccls", ".bin")
TOP = set(gate.TOP_FOLDERS) | set(gate.TOP_FILES)
# Written in pieces, so that this file may look at itself.
MARKS = re.compile("|".join((r"\bTO" + "DO\\b", r"\bFIX" + "ME\\b", r"\bXX" + "X\\b", r"\bHA" + "CK\\b")))
MACHINE = re.compile("|".join(("/wo" + "rk/", r"(?<![\w.])/ro" + "ot/", r"(?<![\w.])/ho" + "me/",
                               r"(?<![\w.])/Us" + "ers/", r"[A-Z]:\\\\Us" + "ers")))


def check_text(path, text, result):
    lines = text.split("\n")
    if not path.endswith(NO_LICENCE) and not any(LICENCE in line for line in lines[:3]):
        result.fault(path, f"'{LICENCE}' has to stand in the first three lines")
    # A stub is as long as its module has names.
    if len(lines) > LIMIT and not path.endswith((".md", ".json", ".csv", ".svg", ".txt", ".pyi")):
        result.fault(path, f"{len(lines)} lines, over {LIMIT}: split it into two ideas")
    elif len(lines) > QUESTIONED and path.endswith(gate.CODE + (".py",)):
        result.note(path, f"{len(lines)} lines: is this one idea?")
    if re.match(r"examples/\w+\.c$", path) and path not in LONG_EXAMPLES \
            and len(lines) - 1 > EXAMPLE_LIMIT:
        result.fault(path, f"{len(lines) - 1} lines, over the {EXAMPLE_LIMIT} of an example")
    if text and not text.endswith("\n"):
        result.fault(path, "has to end with a newline")
    for number, line in enumerate(lines, 1):
        place = f"{path}:{number}"
        if MARKS.search(line):
            result.fault(place, f"'{MARKS.search(line).group(0)}': do it now or write it down elsewhere")
        if MACHINE.search(line):
            result.fault(place, f"'{MACHINE.search(line).group(0)}': a path of somebody's machine")
        if line.endswith((" ", "\t")) and not path.endswith(".md"):
            result.fault(place, "white space at the end of the line")
        if "\t" in line and path.endswith(gate.CODE + (".py", "meson.build")):
            result.fault(place, "a tab: indent with spaces")
        if path.endswith((".hpp", ".h")) and re.match(r"\s*using namespace\b", line):
            result.fault(place, "using namespace in a header reaches everyone who includes it")


def check_links(root, path, text, result):
    for link in re.findall(r"\]\(([^)#\s]+)", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)):
        if "://" not in link and not os.path.exists(os.path.join(root, os.path.dirname(path), link)):
            result.fault(path, f"links to {link}, which is not there")


def check_decisions(path, text, result):
    for entry in text.split("\n## ")[1:]:
        title, *body = entry.rstrip().split("\n")
        if len([line for line in body if line.strip()]) > 8:
            result.fault(path, f"'{title}' has more than eight lines")


def check(root):
    result = gate.Result("files")
    for name in os.listdir(root):
        built = os.path.isdir(os.path.join(root, name, "meson-private"))
        if name not in TOP and not name.startswith(".") and not built \
                and not re.match(r"build|out$", name):
            result.fault(name, f"does not belong at the top, which is {', '.join(sorted(TOP))}")
    for path in gate.files(root):
        result.looked_at += 1
        full = os.path.join(root, path)
        try:
            text = gate.read(full)
            check_text(path, text, result)
            if path.endswith(".md"):
                check_links(root, path, text, result)
            if path == "src/DECISIONS.md":
                check_decisions(path, text, result)
        except UnicodeDecodeError:
            if path.endswith(gate.CODE + (".md", ".py", ".sh", "meson.build")):
                result.fault(path, "is not UTF-8")
    return result


if __name__ == "__main__":
    gate.run(check, __doc__)
