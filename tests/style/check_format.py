# SPDX-License-Identifier: Apache-2.0
"""Gate: C and C++ look as clang-format 14 with .clang-format writes them."""
import os
import re
import shutil
import subprocess

import gate


def formatter():
    for name in ("clang-format-14", "clang-format"):
        path = shutil.which(name)
        if path:
            said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
            if re.search(r"version 14\.", said.stdout):
                return path
    raise gate.Skip("clang-format 14 is not installed (apt-get install clang-format-14)")


def check(root):
    result = gate.Result("files of C and C++")
    tool = formatter()
    paths = gate.files(root, gate.CODE)
    result.looked_at = len(paths)
    for start in range(0, len(paths), 64):
        batch = [os.path.join(root, path) for path in paths[start:start + 64]]
        done = subprocess.run([tool, "--dry-run", "--Werror", "--ferror-limit=1", *batch],
                              capture_output=True, text=True, check=False)
        for line in done.stderr.splitlines():
            match = re.match(r"(.*?):(\d+):\d+: error:", line)
            if match:
                path = os.path.relpath(match.group(1), root)
                result.fault(f"{path}:{match.group(2)}", f"run clang-format-14 -i {path}")
        if done.returncode != 0 and not result.faults:
            result.fault(".clang-format", done.stderr.strip() or "clang-format failed")
    return result


if __name__ == "__main__":
    gate.run(check, __doc__)
