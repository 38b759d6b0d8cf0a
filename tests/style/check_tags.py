# SPDX-License-Identifier: Apache-2.0
"""Gate: every public function has a comment of a sentence and tags, Errors: and Since: among them."""
import re

import cheader
import gate

TAGS = ["Borrows", "Copies", "Takes", "Lends", "Gives", "Blocks", "Errors", "Threads", "Since"]
NEEDED = ["Errors", "Since"]
TAG_LINE = re.compile(r"^(?:/\*| \*) ?([A-Z][a-z]+):(.*)$")


def check_comment(place, item, result):
    lines = item.comment.splitlines()
    if not lines:
        result.fault(place, f"{item.name}: a comment has to stand directly above it")
        return
    opening = re.sub(r"^/\* ?|\*/$", "", lines[0]).strip()
    if not opening or TAG_LINE.match(lines[0]):
        result.fault(place, f"{item.name}: the comment opens with one sentence that says what it does")
    tags = [(m.group(1), m.group(2).strip()) for m in map(TAG_LINE.match, lines) if m]
    # "Note:" or "Example:" would be read as prose by people and as a tag by tools.
    for name, text in tags:
        if name not in TAGS:
            result.fault(place, f"{item.name}: '{name}:' is not a tag; they are {', '.join(TAGS)}")
        if not text:
            result.fault(place, f"{item.name}: '{name}:' says nothing")
    known = [name for name, _ in tags if name in TAGS]
    if known != sorted(known, key=TAGS.index):
        result.fault(place, f"{item.name}: tags stand in the order {', '.join(TAGS)}")
    if len(set(known)) != len(known):
        result.fault(place, f"{item.name}: a tag stands twice")
    for name in NEEDED:
        if name not in known:
            result.fault(place, f"{item.name}: '{name}:' is missing")
    since = dict(tags).get("Since", "")
    if since and not re.match(r"\d+\.\d+$", since):
        result.fault(place, f"{item.name}: 'Since: {since}' is not a version such as 1.0")
    gives = any(parameter.type.endswith("**") and parameter.name.endswith("_out")
                and parameter.type.startswith("weir_") for parameter in item.members)
    if gives and "Gives" not in known and "Lends" not in known:
        result.fault(place, f"{item.name}: hands a handle out, so 'Gives:' (or 'Lends:') has to say "
                            "how it ends")


def check(root):
    result = gate.Result("public functions")
    for path, item in cheader.functions(root).values():
        result.looked_at += 1
        check_comment(f"{path}:{item.line}", item, result)
    return result


if __name__ == "__main__":
    gate.run(check, __doc__)
