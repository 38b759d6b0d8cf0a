# SPDX-License-Identifier: Apache-2.0
"""Prints where this interpreter looks for packages under a prefix, and the way from the package
there to the libraries. Arguments: prefix, libdir."""
import os
import site
import sys


def place(prefix):
    """Debian's looks below /usr/local in another folder than below /usr; any other prefix is laid
    out as a virtual environment is."""
    for folder in site.getsitepackages():
        if folder.startswith(os.path.join(prefix, "lib")):
            return folder
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return os.path.join(prefix, "lib", version, "site-packages")


if __name__ == "__main__":
    top, libdir = os.path.normpath(sys.argv[1]), sys.argv[2]
    print(os.path.relpath(place(top), top))
    print(os.path.relpath(os.path.join(top, libdir), os.path.join(place(top), "weir")))
