# SPDX-License-Identifier: Apache-2.0
"""Gate: nothing of ours runs before main, and no room of the core writes to the terminal, ends the
process, or changes the locale, the folder or a signal of its host (architecture.md, what every room
keeps to, 5). It reads what the compiler made, so no macro can hide a breach."""
import os
import re
import subprocess

import gate

# Called names the core may not reach for, and what to do instead.
FORBIDDEN = {
    "a library does not write to the terminal: log through the runtime":
        r"_?_?v?printf(_chk)?|puts|putchar|perror|psignal|stdout|stderr|_ZSt4cout|_ZSt4cerr|_ZSt4clog",
    "a library does not end its host: throw Error": r"_?_?exit|_Exit|quick_exit|abort",
    "the locale, folder, signals and environment belong to the host":
        r"setlocale|chdir|fchdir|signal|sigaction|sigprocmask|setenv|unsetenv|putenv|srand|atexit",
}


def lines_of(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout.splitlines()


def check_archive(path, result):
    name, member = os.path.basename(path), ""
    for line in lines_of(["readelf", "-SW", path]):
        member = line[6:] if line.startswith("File: ") else member
        match = re.match(r"\s*\[\s*\d+\] (\.(?:init_array|ctors|preinit_array)\S*)", line)
        if match:
            result.fault(f"{name}({os.path.basename(member)})",
                         f"{match.group(1)}: something runs before main. Use constinit, or a "
                         "function-local object that is leaked on purpose")
    member = ""
    for line in lines_of(["nm", "-u", path]):
        if line.endswith(":"):
            member = line[:-1]
        symbol = line.split()[-1].split("@")[0] if line.strip() else ""
        for reason, pattern in FORBIDDEN.items():
            if re.fullmatch(pattern, symbol):
                result.fault(f"{name}({member})", f"uses {symbol}: {reason}")


def check_shared(path, result):
    """gcc puts one pointer of its own (frame_dummy) there; a second is ours."""
    for line in lines_of(["readelf", "-SW", path]):
        match = re.search(r"\.init_array\s+\S+\s+\S+\s+\S+\s+([0-9a-f]+)", line)
        if match and int(match.group(1), 16) > 8:
            result.fault(os.path.basename(path), f".init_array holds "
                         f"{int(match.group(1), 16) // 8} entries where 1 is the compiler's own")


def check(root, library=None, archives=(), sanitized=False):
    del root
    if sanitized:
        raise gate.Skip("a sanitizer build runs code of its own before main")
    result = gate.Result("objects of the core")
    for path in archives:
        result.looked_at += 1
        check_archive(path, result)
    if library:
        check_shared(library, result)
    return result


if __name__ == "__main__":
    gate.run(check, __doc__, [("--library", {}), ("--sanitized", {"action": "store_true"}),
                              ("archives", {"nargs": "*"})])
