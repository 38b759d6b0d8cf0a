# SPDX-License-Identifier: Apache-2.0
"""Proves: the program on a binding's page is whole, and prints what the page says: it is taken from
there, built as the page's reader would, and run.

check_readme.py LANGUAGE TOOL [WHERE]: TOOL is python3, java, go or cargo; WHERE the jar, or the folder
of the Go package or the crate when it is not this tree's."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BINDINGS = pathlib.Path(__file__).resolve().parents[2] / "bindings"
CARGO = '[package]\nname = "hello"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n[dependencies]\n' \
        'weir = { path = "%s" }\n'
GO = "module hello\n\ngo 1.18\n\nrequire weir v0.0.0\n\nreplace weir => %s\n"


def main():
    language, tool, *where = sys.argv[1:]
    page = (BINDINGS / language / "README.md").read_text(encoding="utf-8")
    program, shown = (re.search(rf"```{kind}\n(.*?)```", page, re.S).group(1)
                      for kind in (language, "text"))
    with tempfile.TemporaryDirectory() as folder:
        files, command = {
            "python": ({"hello.py": program}, [tool, "-B", "hello.py"]),
            "java": ({"Hello.java": program}, [tool, "-cp", *where, "Hello.java"]),
            "go": ({"main.go": program, "go.mod": GO % (where or [BINDINGS / "go"])[0]}, [tool, "run", "."]),
            "rust": ({"src/main.rs": program, "Cargo.toml": CARGO % (where or [BINDINGS / "rust/weir"])[0]},
                     [tool, "run", "--quiet", "--offline"]),
        }[language]
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=False,
                              env={**os.environ, "LC_ALL": "C.UTF-8"})
    if done.returncode != 0 or done.stdout.strip() != shown.strip():
        sys.exit(f"{language}: ended with {done.returncode}; the page shows\n{shown}\nit printed\n{done.stdout}")


main()
