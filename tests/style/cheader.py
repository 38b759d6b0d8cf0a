# SPDX-License-Identifier: Apache-2.0
"""Reads a public header. It knows only the C that public headers are allowed to hold; whatever it
cannot place comes back as kind "unknown", which check_headers.py refuses."""
import os
import re
from collections import namedtuple

# kind: function, struct, opaque, enum, callback, alias, constant, unknown.
# members: parameters, fields or enumerators, each a Member(type, name, text).
Declaration = namedtuple("Declaration", "kind name line comment returns members text")
Member = namedtuple("Member", "type name text")
Header = namedtuple("Header", "path text directives declarations")

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)


def blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def public_headers(root):
    folder = os.path.join(root, "include")
    inner = os.path.join(folder, "weir")
    names = sorted(os.listdir(inner)) if os.path.isdir(inner) else []
    paths = [os.path.join("include", "weir", name) for name in names if name.endswith(".h")]
    if os.path.isfile(os.path.join(folder, "weir.h")):
        paths.append(os.path.join("include", "weir.h"))
    return paths


def split_member(text):
    """'const char *const *names' -> type, name; arrays keep their brackets in the type."""
    text = " ".join(text.split())
    match = re.match(r"(.*?)(\w+)\s*((?:\[[^\]]*\])*)$", text)
    if not match or not match.group(1).strip():
        return Member(text, "", text)
    return Member((match.group(1).strip() + match.group(3)), match.group(2), text)


def split_top(text, separator):
    parts, depth, current = [], 0, ""
    for char in text:
        depth += (char in "({[") - (char in ")}]")
        if char == separator and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += char
    return [part for part in parts + [current] if part.strip()]


def fields(body):
    found = []
    for piece in split_top(body, ";"):
        first, *more = split_top(piece, ",")
        member = split_member(first)
        found.append(member)
        base = re.sub(r"[\s*]+$", "", re.sub(r"\[.*", "", member.type))
        found += [split_member(f"{base} {declarator}") for declarator in more]
    return found


def classify(text, line, comment):
    # One spelling for pointers, whichever side the formatter puts the star on.
    flat = re.sub(r"\s*(\*+)\s*", r" \1", " ".join(text.split()))

    def made(kind, name, members=(), returns=""):
        return Declaration(kind, name, line, comment, returns, list(members), flat)

    match = re.match(r"WEIR_API (.*?)(\w+) ?\((.*)\)$", flat)
    if match:
        inner = match.group(3).strip()
        members = [] if inner == "void" else [split_member(p) for p in split_top(inner, ",")]
        return made("function", match.group(2), members, match.group(1).strip())
    match = re.match(r"(typedef )?struct (\w+)? ?\{(.*)\} ?(\w+)?$", flat)
    if match:
        return made("struct", match.group(4) or match.group(2) or "", fields(match.group(3)),
                    match.group(2) or "")
    match = re.match(r"(?:typedef )?enum (\w+)? ?\{(.*)\} ?(\w+)?$", flat)
    if match:
        members = []
        for piece in split_top(match.group(2), ","):
            name, _, value = piece.partition("=")
            members.append(Member(value.strip(), name.strip(), piece.strip()))
        return made("enum", match.group(1) or match.group(3) or "", members, match.group(1) or "")
    match = re.match(r"typedef struct (\w+) (\w+)$", flat)
    if match:
        return made("opaque", match.group(2), returns=match.group(1))
    match = re.match(r"struct (\w+)$", flat)
    if match:
        return made("opaque", match.group(1), returns=match.group(1))
    match = re.match(r"typedef (.*?)\( ?\* ?(\w+)\) ?\((.*)\)$", flat)
    if match:
        members = [split_member(p) for p in split_top(match.group(3), ",")]
        return made("callback", match.group(2), members, match.group(1).strip())
    match = re.match(r"static const (\w+) (\w+) ?= ?(.*)$", flat)
    if match:
        return made("constant", match.group(2), [Member(match.group(1), match.group(3), flat)])
    match = re.match(r"typedef ([\w ]+) (\w+)$", flat)
    if match:
        return made("alias", match.group(2), returns=match.group(1))
    return made("unknown", flat.split("(")[0].split()[-1] if flat.split("(")[0].split() else "")


def parse(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        text = file.read()
    comments = [(m.start(), m.end(), m.group(0)) for m in COMMENT.finditer(text)]
    code = COMMENT.sub(blank, text)
    # What only a C++ compiler sees is extern "C" and its brace.
    code = re.sub(r'#ifdef __cplusplus\n(?:extern "C" \{|\})\n#endif', blank, code)
    directives = [(code.count("\n", 0, m.start()) + 1, " ".join(m.group(0).split()))
                  for m in DIRECTIVE.finditer(code)]
    code = DIRECTIVE.sub(blank, code)
    declarations, depth, start = [], 0, 0
    for at, char in enumerate(code):
        depth += (char in "({") - (char in ")}")
        if char != ";" or depth != 0:
            continue
        first = start + len(code[start:at]) - len(code[start:at].lstrip())
        above = [c for c in comments if start <= c[0] and c[1] <= first]
        # A comment speaks for what follows it directly, with no blank line between.
        close = above and text[above[-1][1]:first].count("\n") <= 1
        comment = above[-1][2] if close else ""
        declarations.append(classify(code[first:at], text.count("\n", 0, first) + 1, comment))
        start = at + 1
    if code[start:].strip():
        rest = code[start:].strip()
        declarations.append(Declaration("unknown", rest[:40], text.count("\n"), "", "", [], rest))
    return Header(path, text, directives, declarations)


def parse_all(root):
    return [parse(root, path) for path in public_headers(root)]


def functions(root):
    """name -> (header path, declaration), for every public function."""
    return {d.name: (h.path, d) for h in parse_all(root) for d in h.declarations
            if d.kind == "function"}
