# SPDX-License-Identifier: Apache-2.0
"""Proves: the package's annotations hold under mypy --strict, and the stub of its low layer says what
was generated, name by name."""
import os
import subprocess
import sys

import weir

USE = """
import weir
pool: weir.StreamManager = weir.get_stream_manager(8)
ticket: weir.Ticket = pool.async_transfer(b"", bytearray())
done: bool = ticket.wait(1.0)
validator = weir.ConfigValidator()
@validator.rule("r")
def rule(config: dict[str, int]) -> tuple[bool, None]:
    return True, None
@weir.get_performance_manager().phase("p")
def work(n: int) -> str:
    return str(n)
text: str = work(3)
async def main() -> None:
    moved: weir.Ticket = await pool.get_stream().transfer(b"", bytearray())
    good, errors = await validator.validate_async({})
    reveal: list[str] = errors
"""


def run(module, *arguments):
    folder = os.path.dirname(os.path.dirname(os.path.abspath(weir.__file__)))
    done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=folder, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=dict(os.environ, MYPYPATH=folder, MYPY_CACHE_DIR=os.devnull))
    print(done.stdout)
    return done.returncode


if __name__ == "__main__":
    try:
        import mypy.stubtest  # noqa: F401
    except ImportError:
        print("skipped: mypy is not here (apt-get install mypy)")
        sys.exit(77)
    here = os.path.dirname(os.path.abspath(__file__))
    strict = ["--config-file", os.path.join(here, "mypy.ini")]
    sys.exit(run("mypy", *strict, "-p", "weir") or run("mypy", *strict, "-c", USE) or
             run("mypy.stubtest", "weir.core", "--ignore-missing-stub", "--allowlist",
                 os.path.join(here, "stubs_allowed.txt")))
