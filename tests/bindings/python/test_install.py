# SPDX-License-Identifier: Apache-2.0
"""Proves: what `meson install` puts under a prefix is where this Python looks for packages, and
imports by itself: it finds the library of its own prefix without LD_LIBRARY_PATH."""
import os
import pathlib
import site
import subprocess
import sys
import tempfile
import unittest

import dirs


class Install(unittest.TestCase):
    def test_where_packages_are_looked_for(self):
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        self.assertEqual(dirs.place("/nowhere"), f"/nowhere/lib/{version}/site-packages")
        for folder in site.getsitepackages():
            prefix = folder.split("/lib/")[0]
            self.assertIn(dirs.place(prefix), site.getsitepackages())

    def test_it_imports_from_there(self):
        build, meson, prefix = os.environ["WEIR_BUILD"], os.environ["WEIR_MESON"], os.environ["WEIR_PREFIX"]
        with tempfile.TemporaryDirectory() as root:
            subprocess.run([*meson.split("|"), "install", "-C", build, "--no-rebuild", "--quiet",
                            "--tags", "runtime,python-runtime", "--destdir", root], check=True)
            top = pathlib.Path(root + prefix)
            place = pathlib.Path(root + dirs.place(prefix))
            (library,) = top.glob("lib*/**/libweir.so.1")
            env = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
            env["PYTHONPATH"] = str(place)
            told = subprocess.run(
                [sys.executable, "-c", "import weir; dst = bytearray(3); weir.StreamManager(1)"
                 ".transfer(b'abc', dst).wait(); print(weir.__file__, bytes(dst)); "
                 "print(open('/proc/self/maps').read())"],
                env=env, cwd=root, check=True, text=True, stdout=subprocess.PIPE).stdout
        self.assertTrue(told.startswith(f"{place}/weir/__init__.py b'abc'"), told[:200])
        self.assertIn(os.path.realpath(library), told)


if __name__ == "__main__":
    unittest.main()
