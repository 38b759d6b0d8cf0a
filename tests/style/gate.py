# SPDX-License-Identifier: Apache-2.0
"""What every gate stands on: the files of the tree, findings, and one way to end.

A gate is a function check(root) -> Result. It names every fault it sees as "file:line: what, and
what to do", and counts what it looked at, so that a gate that looked at nothing fails too.
Exit status: 0 clean, 1 faults, 77 skipped (meson's word for it) with the reason printed.
"""
import argparse
import os
import sys

TOP_FOLDERS = ("include", "src", "bindings", "tests", "examples", ".ci")
TOP_FILES = ("meson.build", "meson_options.txt", "README.md")
SKIPPED_FOLDERS = ("__pycache__", "corpus", "golden")
CODE = (".c", ".h", ".cpp", ".hpp", ".cu", ".cuh")


class Skip(Exception):
    """The gate cannot work here; the text says why."""


class Result:
    def __init__(self, unit):
        self.unit = unit
        self.looked_at = 0
        self.faults = []
        self.notes = []

    def fault(self, place, text):
        self.faults.append(f"{place}: {text}")

    def note(self, place, text):
        self.notes.append(f"{place}: {text}")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def files(root, suffixes=None):
    """Every file of the tree by its path from root, sorted. Data folders are left out."""
    found = [name for name in os.listdir(root) if os.path.isfile(os.path.join(root, name))
             and (name in TOP_FILES or name.startswith(".") and name != ".git")]
    for top in TOP_FOLDERS:
        for folder, inner, names in os.walk(os.path.join(root, top)):
            inner[:] = [name for name in inner if name not in SKIPPED_FOLDERS]
            found += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return sorted(name for name in found if suffixes is None or name.endswith(tuple(suffixes)))


def run(check, text, arguments=()):
    """The main program of a gate: `arguments` are (name, keywords) pairs for argparse."""
    parser = argparse.ArgumentParser(description=text)
    parser.add_argument("--root", required=True, help="the top of the source tree")
    for name, keywords in arguments:
        parser.add_argument(name, **keywords)
    options = vars(parser.parse_args())
    try:
        result = check(**options)
    except Skip as reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    for line in result.notes:
        print(f"note: {line}")
    for line in result.faults:
        print(line)
    if result.looked_at == 0:
        print(f"no {result.unit} found under {options['root']}: this gate looked at nothing")
        sys.exit(1)
    print(f"{result.looked_at} {result.unit}, {len(result.faults)} faults")
    sys.exit(1 if result.faults else 0)
