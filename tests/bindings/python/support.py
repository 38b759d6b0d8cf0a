# SPDX-License-Identifier: Apache-2.0
"""What the Python tests share."""
import os
import subprocess
import sys

try:
    import numpy
except ImportError:  # tests that need it are skipped, with a message
    numpy = None


# An address sanitizer keeps what was freed for a while, and takes its time.
SANITIZED = "libasan" in os.environ.get("LD_PRELOAD", "")


def resident_bytes():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def child(code, timeout=60):
    """Runs code in a Python of its own; (exit status, output)."""
    done = subprocess.run([sys.executable, "-X", "faulthandler", "-c", code], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout)
    return done.returncode, done.stdout
