# SPDX-License-Identifier: Apache-2.0
"""Proves: every gate accepts the sample tree, and refuses each of these mutations with a word that
leads to the cause. A gate that cannot fail is no gate."""
import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "abi")]
import check_abidiff  # noqa: E402
import check_compile  # noqa: E402
import check_files  # noqa: E402
import check_format  # noqa: E402
import check_headers  # noqa: E402
import check_layers  # noqa: E402
import check_objects  # noqa: E402
import check_promise  # noqa: E402
import check_symbols  # noqa: E402
import check_tags  # noqa: E402
import gate  # noqa: E402
import sample  # noqa: E402
from mutations import MUTATIONS  # noqa: E402

PROMISE_H = os.path.join(HERE, "..", "abi", "promise_1", "promise.h")


def write_tree(root, tree):
    for path, text in tree.items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)


def compiler(root, cxx):
    return shlex.split(cxx) + ["-std=c++20", "-O1", "-g", "-fPIC", "-fvisibility=hidden", "-I",
                               os.path.join(root, "src"), "-I", os.path.join(root, "include")]


def build_library(root, cxx):
    library = os.path.join(root, "libtoy.so")
    script = "-Wl,--version-script=" + os.path.join(root, "src/weir.map")
    subprocess.run(compiler(root, cxx) + ["-shared", script, os.path.join(root, "src/api/toy.cpp"),
                                          "-o", library], check=True)
    return library


def build_archive(root, cxx):
    item, archive = os.path.join(root, "heap.o"), os.path.join(root, "libmemory.a")
    source = os.path.join(root, "src/memory/heap.cpp")
    # The guest is left out: the sample has to build on machines without it.
    text = gate.read(source).replace("#include <mimalloc.h>", "")
    subprocess.run(compiler(root, cxx) + ["-x", "c++", "-", "-c", "-o", item], input=text, text=True,
                   check=True)
    subprocess.run(["ar", "rcs", archive, item], check=True)
    return archive


def check_holds(root, cc, cxx):
    """What tests/abi/meson.build does with the real promises: compile them, link them."""
    result = gate.Result("promise files")
    folder = os.path.join(root, "tests/abi/promise_1")
    sources = [os.path.join(folder, name) for name in ("base.c", "toy.c")]
    shutil.copy(PROMISE_H, folder)
    result.looked_at = len(sources)
    with open(os.path.join(folder, "main.c"), "w", encoding="utf-8") as file:
        file.write("int main(void) { return 0; }\n")
    done = subprocess.run(shlex.split(cc) + ["-std=c11", "-I", os.path.join(root, "include"), *sources,
                                             os.path.join(folder, "main.c"), build_library(root, cxx),
                                             "-o", os.path.join(root, "promise")],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        result.fault("tests/abi/promise_1", done.stderr)
    return result


def check_diff(root, cxx):
    """The library of the mutated tree against that of the good one."""
    if shutil.which("abidiff") is None:
        raise gate.Skip("abidiff is not installed (apt-get install abigail-tools)")
    result = gate.Result("libraries")
    with tempfile.TemporaryDirectory() as good:
        write_tree(good, sample.TREE)
        check_abidiff.compare(build_library(good, cxx), build_library(root, cxx), result)
    return result


def judge(name, root, cc, cxx):
    if name == "symbols":
        return check_symbols.check(root, build_library(root, cxx))
    if name == "objects":
        return check_objects.check(root, archives=[build_archive(root, cxx)])
    if name == "compile":
        return check_compile.check(root, cc, cxx)
    if name == "abidiff":
        return check_diff(root, cxx)
    if name == "holds":
        return check_holds(root, cc, cxx)
    if name == "promise":
        return check_promise.check(root, cc, "1")
    return {"headers": check_headers, "tags": check_tags, "files": check_files,
            "format": check_format, "layers": check_layers}[name].check(root)


def apply(tree, path, old, new):
    if old is None:
        tree[path] = new
        return
    if old not in tree[path]:
        raise SystemExit(f"the sample {path} does not hold {old!r}: repair mutations.py")
    tree[path] = tree[path].replace(old, new, 1)


def attempt(name, edits, options):
    tree = dict(sample.TREE)
    for path, old, new in edits:
        apply(tree, path, old, new)
    with tempfile.TemporaryDirectory() as root:
        write_tree(root, tree)
        return judge(name, root, options.cc, options.cxx)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cc", default="cc")
    parser.add_argument("--cxx", default="c++")
    options = parser.parse_args()
    wrong, tried, skipped = [], 0, set()
    for name in sorted({row[0] for row in MUTATIONS}):
        try:
            result = attempt(name, [], options)
        except gate.Skip as reason:
            print(f"{name}: {reason}")
            skipped.add(name)
            continue
        if result.faults or result.looked_at == 0:
            wrong.append(f"{name}: refuses the good sample: {result.faults}")
    for name, edits, word in MUTATIONS:
        if name in skipped:
            continue
        tried += 1
        faults = "\n".join(attempt(name, edits, options).faults)
        what = f"{name}: {edits[0][0]}: {edits[0][1]!r} -> {edits[0][2]!r}"
        if word is None and faults:
            wrong.append(f"{what}: has to pass, and was refused: {faults}")
        elif word is not None and word not in faults:
            wrong.append(f"{what}: has to be refused with '{word}', and the gate said: {faults!r}")
    print("\n".join(wrong))
    print(f"{tried} mutations, {len(wrong)} judged wrongly")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
