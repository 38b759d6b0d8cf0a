# SPDX-License-Identifier: Apache-2.0
"""Gate: public headers hold only what every compiler and every binding can read (style.md 1, 3, 6)."""
import os
import re

import cheader
import gate

MAX_LINES = 300
INCLUDES = re.compile(r'#include (?:<stddef\.h>|<stdint\.h>|"weir/\w+\.h")$')
# The macros base.h is allowed to have; every other header defines its guard only.
MACROS = {"include/weir/base.h": {"WEIR_API"}}
SCALARS = {"int32_t", "uint32_t", "int64_t", "uint64_t", "uint8_t", "size_t", "float", "double"}
RETURNS = re.compile(r"(void|weir_status|int32_t|uint32_t|uint64_t|size_t|double|const char \*|"
                     r"(const )?void \*|(const )?weir_\w+ \*)$")


def check_directives(header, result):
    guard = re.sub(r"[^A-Z0-9]", "_", header.path[len("include/"):].upper())
    allowed = MACROS.get(header.path, set()) | {guard}
    for line, text in header.directives:
        place = f"{header.path}:{line}"
        if text.startswith("#include") and not INCLUDES.match(text):
            result.fault(place, f"{text}: only <stddef.h>, <stdint.h> and \"weir/*.h\" may be here")
        match = re.match(r"# ?define (\w+)(\()?", text)
        if match and match.group(2):
            result.fault(place, f"function-like macro {match.group(1)}: bindings cannot see it")
        elif match and match.group(1) not in allowed:
            result.fault(place, f"macro {match.group(1)}: use an enum, or static const for 64 bits")
        if text.startswith("#pragma"):
            result.fault(place, "no pragmas in public headers")
    if not re.search(rf"^#ifndef {guard}\n#define {guard}\n", header.text, re.M):
        result.fault(header.path, f"the include guard has to be {guard}")


def check_struct(place, item, result):
    if item.returns != item.name:
        result.fault(place, f"struct {item.name}: tag and typedef have to be the same name")
    first = item.members[0] if item.members else cheader.Member("", "", "")
    if (first.type, first.name) != ("uint32_t", "struct_size"):
        result.fault(place, f"{item.name}: the first field has to be uint32_t struct_size")
    for field in item.members:
        where = f"{place}: {item.name}.{field.name}"
        if ":" in field.text:
            result.fault(where, "bitfields differ between compilers and vanish in bindings")
        kind = re.sub(r"\[\w*\]", "", field.type)
        if re.match(r"(union|struct|enum)\b.*[^*]$", kind):
            result.fault(where, f"'{field.text}': no struct, union or enum by value")
        elif "*" not in kind and kind not in SCALARS | {"char", "weir_status"} \
                and not kind.endswith(("_fn", "weir_user_free")):
            result.fault(where, f"type '{kind}': fixed-width integers, float, double, pointers only")
        elif kind == "char" and "[" not in field.type:
            result.fault(where, "a lone char has no sign of its own: use uint8_t or an array")


def check_function(place, item, result):
    if not item.name.startswith("weir_"):
        result.fault(place, f"{item.name}: public functions start with weir_")
    if not item.text.rstrip(")").endswith("void") and not item.members:
        result.fault(place, f"{item.name}(): write (void)")
    if not RETURNS.match(item.returns):
        result.fault(place, f"{item.name} returns '{item.returns}', which bindings cannot carry")
    seen_out = ""
    for parameter in item.members:
        if "..." in parameter.text:
            result.fault(place, f"{item.name}: variadic calls cannot be bound")
        elif not parameter.name or parameter.name in SCALARS:
            result.fault(place, f"{item.name}: '{parameter.text}' needs a name")
        if re.search(r"\(|\[", parameter.text):
            result.fault(place, f"{item.name}: '{parameter.text}': name the callback type; use *")
        if re.match(r"(unsigned |signed )?(int|long|short|char|bool|_Bool)\b[^*]*$", parameter.type):
            result.fault(place, f"{item.name}: '{parameter.text}' has no fixed width")
        if parameter.type == "char *":
            result.fault(place, f"{item.name}: '{parameter.text}': text goes out in a weir_buffer")
        if parameter.name.endswith("_out"):
            seen_out = parameter.name
        elif seen_out:
            result.fault(place, f"{item.name}: outputs come last, but {parameter.name} follows "
                                f"{seen_out}")


def check_items(header, result):
    for item in header.declarations:
        place = f"{header.path}:{item.line}"
        if re.search(r"\b(inline|union|volatile|register)\b", item.text):
            result.fault(place, f"'{item.text[:60]}': no inline, union or volatile")
        if item.kind == "unknown":
            result.fault(place, f"'{item.text[:60]}' is none of function (WEIR_API), struct, opaque "
                                "type, tagged enum, callback type or 64-bit constant")
        elif item.kind == "function":
            check_function(place, item, result)
        elif item.kind == "struct":
            check_struct(place, item, result)
        elif item.kind == "enum":
            if not item.returns:
                result.fault(place, "untagged enum: bindings need its name")
            for value in item.members:
                if not value.name.startswith("WEIR_"):
                    result.fault(place, f"{value.name}: constants start with WEIR_")
                if not value.type:
                    result.fault(place, f"{value.name}: write its number, it is a promise")
        elif item.kind == "opaque" and item.returns != item.name:
            result.fault(place, f"{item.name}: tag and typedef have to be the same name")
        elif item.kind == "callback" and not item.name.endswith(("_fn", "weir_user_free")):
            result.fault(place, f"{item.name}: callback types end in _fn")
        if item.kind in ("struct", "opaque", "callback", "alias"):
            if not item.name.startswith(("weir_", "CUstream_st")) or item.name.endswith("_t"):
                result.fault(place, f"{item.name}: types start with weir_ and do not end in _t")


def check(root):
    result = gate.Result("public headers")
    headers = cheader.parse_all(root)
    for header in headers:
        result.looked_at += 1
        lines = header.text.count("\n")
        if lines > MAX_LINES:
            result.fault(header.path, f"{lines} lines, over {MAX_LINES}: split the module")
        if header.path.startswith("include/weir/") and not re.match(r"/\* SPDX[^\n]*\*/\n/\* weir/\w+\.h: ", header.text):
            result.fault(header.path, 'open with the SPDX line, then "/* weir/NAME.h: what it is for"')
        if "__cplusplus" not in header.text and any(d.kind == "function" for d in header.declarations):
            result.fault(header.path, 'wrap the declarations in extern "C"')
        check_directives(header, result)
        check_items(header, result)
    whole = next((h.text for h in headers if h.path == "include/weir.h"), None)
    if whole is None:
        result.fault("include/weir.h", "is missing")
    page = gate.read(os.path.join(root, "README.md"))
    for header in headers:
        name = os.path.relpath(header.path, "include")
        if name != "weir.h" and f"({header.path})" not in page:
            result.fault("README.md", f"the table of modules has no row for {header.path}")
        if whole is not None and name != "weir.h" and f'#include "{name}"' not in whole:
            result.fault("include/weir.h", f'does not include "{name}"')
    return result


if __name__ == "__main__":
    gate.run(check, __doc__)
