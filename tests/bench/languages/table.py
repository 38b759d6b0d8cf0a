# SPDX-License-Identifier: Apache-2.0
"""The table of languages: what a trivial call, a value, callbacks and a batch cost through Weir, beside
what a user would have without it, each language in one run. Prints the rows of the table in
tests/bench/README.md. Programs that were not built are left out, and said so.

table.py --root TREE --build FOLDER [--java JAVA --jna JAR] [--python PYTHON] [--go GO] [--cargo CARGO] [--rounds 3]"""
import argparse
import json
import os
import re
import subprocess
import sys

ROWS = ["trivial call", "a value by pointer", "callback, this thread", "callback, a thread of the library's",
        "batch of 1000 x 12 kB"]
# Benchmarks of bindings/go -> (row, who); lines of the Rust example -> row.
GO = {"Trivial": (0, "Weir"), "TrivialPlainCgo": (0, "plain cgo"), "Get": (1, "Weir"),
      "GetPlainCgo": (1, "plain cgo"), "Callback": (2, "Weir"), "CallbackPlainCgo": (2, "plain cgo"),
      "Heard": (3, "Weir"), "HeardPlainCgo": (3, "plain cgo"), "BatchOf1000": (4, "Weir"),
      "BatchOf1000ByCopy": (4, "copy(), one by one")}
RUST = {"rules.count": 0, "json.get, an integer": 1, "one of 100 rules": 2, "a completion": 3,
        "1000 x 12 kB, and copy": 4}


def run(command, cwd=None, **variables):
    done = subprocess.run([str(word) for word in command], cwd=cwd, stdout=subprocess.PIPE, text=True,
                          check=False, env={**os.environ, **variables})
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with {done.returncode}")
    return done.stdout


def lines_of_json(text):
    for line in text.splitlines():
        told = json.loads(line)
        yield told["language"], ROWS.index(told["what"]), told["who"], told["ns"]


def python_rows(options, here, library):
    stage = f"{options.build}/bindings/python/stage"
    plain = f"{options.build}/tests/bench/languages"
    return lines_of_json(run([options.python, "-B", f"{here}/python_bench.py", "--library", library],
                             PYTHONPATH=f"{stage}:{plain}"))


def java_rows(options, _, library):
    folder = f"{options.build}/tests/bench/languages"
    jars = f"{options.build}/bindings/java/weir.jar:{options.jna}:{folder}/language_bench.jar"
    return lines_of_json(run([options.java, "-XX:+UseSerialGC", "-cp", jars, "LanguageBench", library,
                              f"{folder}/libplain_jni.so"]))


def go_rows(options, *_):
    text = ""
    for names, times in (("Trivial|Get", "100000x"), ("Callback|Heard|BatchOf1000", "20x")):
        text += run([options.go, "test", "-run", "xxx", "-bench", f"^Benchmark({names})", "-benchtime", times,
                     "-count", "5", "."], cwd=f"{options.root}/bindings/go")
    for name, ns in re.findall(r"^Benchmark(\w+?)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op", text, re.M):
        if name in GO:
            yield ("Go", *GO[name], float(ns))


def rust_rows(options, *_):
    text = run([options.cargo, "bench", "-q", "--offline", "--locked", "--manifest-path",
                f"{options.root}/bindings/rust/Cargo.toml", "--bench", "calls"])
    for name, safe, bare in re.findall(r"^(.*?)\s+([\d.]+)\s+([\d.]+)$", text, re.M):
        if name in RUST:
            peer = "bindgen alone" if RUST[name] < 4 else "copy_from_slice, one by one"
            yield "Rust", RUST[name], "Weir", float(safe)
            yield "Rust", RUST[name], peer, float(bare)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("root", "build", "java", "jna", "python", "go", "cargo"):
        parser.add_argument("--" + name, default="")
    parser.add_argument("--rounds", type=int, default=3, help="the least of so many runs is told")
    options = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    library = f"{options.build}/src/api/libweir.so.1"
    least = {}
    for tool, rows in ((options.python, python_rows), (options.java and options.jna, java_rows),
                       (options.go, go_rows), (options.cargo, rust_rows)):
        if not tool:
            print(f"({rows.__name__.split('_')[0]}: not built here)")
            continue
        for _ in range(options.rounds):
            for language, row, who, ns in rows(options, here, library):
                place = least.setdefault((language, row), {})
                place[who] = min(ns, place.get(who, ns))
    print("| language | what | Weir, ns | beside it, ns (times as long) |\n|---|---|---:|---|")
    for (language, row), figures in least.items():
        ours = figures.pop("Weir")
        beside = "; ".join(f"{who} {ns:,.0f} ({ns / ours:.1f})" for who, ns in figures.items())
        print(f"| {language} | {ROWS[row]} | {ours:,.0f} | {beside} |")


main()
