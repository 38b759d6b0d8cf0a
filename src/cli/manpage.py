# SPDX-License-Identifier: Apache-2.0
"""Writes weir.1 from what `weir --help` and `weir COMMAND --help` say, so that nothing is told twice.

manpage.py WEIR OUT.1"""
import re
import subprocess
import sys

ENVIRONMENT = {
    "WEIR_DEVICE": "host, cuda or auto (the default): what the work is done on. cuda insists: where "
                   "there is no such device, nothing is done and the reason is told.",
    "WEIR_DEVICE_PLUGIN": "the file of the CUDA part, if it is not the libweir_cuda.so beside the library.",
    "WEIR_HEAP": "malloc lets the library use the C library's heap, for tools that watch it.",
}


def told(*words):
    return subprocess.run(words, check=True, text=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def roff(text):
    """One line of text as it is: no escapes, no requests, hyphens that can be copied."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def as_it_is(lines):
    return [".nf", *(roff(line) for line in lines), ".fi"]


def commands(overview):
    listed = overview.split("Commands:\n", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^  (\S+)\s+(.*)$", listed, re.M)


def section(weir, name):
    """What one command's --help says: its usage, its prose, its options."""
    _, usage, rest = told(weir, name, "--help").split("\n\n", 2)
    prose, _, options = rest.partition("\n\nOptions:\n")
    page = [f".SS {roff(name)}", f".B {roff(usage.removeprefix('Usage: ').strip())}", ".PP"]
    page += as_it_is(prose.strip("\n").split("\n"))
    for words, meaning in re.findall(r"^ {2,6}(-\S.*?) {2,}(.*)$", options, re.M):
        page += [".TP", f".B {roff(words)}", roff(meaning)]
    return page


def main():
    weir, out = sys.argv[1:]
    version = told(weir, "--version").split()[1]
    overview = told(weir, "--help")
    summary = overview.split("\n", 1)[0].removeprefix("weir: ")
    codes = overview.split("\n\nExit codes: ", 1)[1].strip().split("\n")
    page = [
        f'.TH WEIR 1 "" "weir {version}" "User Commands"',
        ".SH NAME", "weir \\- " + roff(summary.rstrip(".")),
        ".SH SYNOPSIS", ".B weir", ".I COMMAND", "[OPTIONS] ...", ".br", ".B weir", ".I COMMAND",
        ".B \\-\\-help", ".br", ".B weir \\-\\-version",
        ".SH COMMANDS"]
    for name, meaning in commands(overview):
        page += [".TP", f".B {roff(name)}", roff(meaning)]
    page.append(".SH DESCRIPTION")
    for name, _ in commands(overview):
        page += section(weir, name)
    page += [".SH EXIT STATUS", *as_it_is(codes), ".SH ENVIRONMENT"]
    for name, meaning in ENVIRONMENT.items():
        page += [".TP", f".B {name}", roff(meaning)]
    with open(out, "w", encoding="utf-8") as file:
        file.write("\n".join(page) + "\n")


main()
