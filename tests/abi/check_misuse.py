# SPDX-License-Identifier: Apache-2.0
"""Gate: tests/capi/misuse*.[ch] call every public function, so that none is added without the
question what it does with NULL and with a handle of another type."""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "style"))
import cheader  # noqa: E402
import gate  # noqa: E402

TESTS = os.path.join("tests", "capi", "misuse*.[ch]")


def check(root):
    result = gate.Result("public functions")
    code = cheader.COMMENT.sub(" ", "".join(map(gate.read, sorted(glob.glob(os.path.join(root, TESTS))))))
    called = set(re.findall(r"\b(weir_\w+)\(", code))
    for name, (path, declaration) in sorted(cheader.functions(root).items()):
        result.looked_at += 1
        if name not in called:
            result.fault(f"{path}:{declaration.line}",
                         f"{name} is not called in {TESTS}: add it beside its header's others")
    return result


if __name__ == "__main__":
    gate.run(check, __doc__)
