# SPDX-License-Identifier: Apache-2.0
"""Proves: weir.1 has every command and every option that --help has, and groff finds nothing wrong
with it. Arguments: weir, weir.1."""
import re
import shutil
import subprocess
import sys
import unittest

WEIR, PAGE = sys.argv[1:3]


def told(*words):
    return subprocess.run([WEIR, *words], check=True, text=True, stdout=subprocess.PIPE).stdout


class ManPage(unittest.TestCase):
    def setUp(self):
        with open(PAGE, encoding="utf-8") as file:
            self.page = file.read()
        # As somebody reads it: roff's hyphens are plain ones.
        self.lines = self.page.replace("\\-", "-").replace("\\e", "\\").split("\n")

    def test_every_command_and_option(self):
        commands = re.findall(r"^  (\w+)  ", told("--help"), re.M)
        self.assertIn("pipeline", commands)
        options = 0
        for command in commands:
            self.assertIn(f".B {command}", self.lines)
            begin = self.lines.index(f".SS {command}")
            part = []
            for line in self.lines[begin + 1:]:
                if line.startswith((".SS", ".SH")):
                    break
                part.append(line)
            for option in re.findall(r"^ +((?:-\w, )?--\w+(?: \S+)?)  ", told(command, "--help"), re.M):
                self.assertIn(f".B {option}", part, command)
                options += 1
        self.assertGreater(options, 15)

    def test_the_version_and_the_sections(self):
        self.assertIn(told("--version").split()[1], self.lines[0])
        for name in ("NAME", "SYNOPSIS", "COMMANDS", "DESCRIPTION", "EXIT STATUS", "ENVIRONMENT"):
            self.assertIn(f".SH {name}", self.lines)

    @unittest.skipUnless(shutil.which("groff"), "groff is not here (apt-get install groff-base)")
    def test_groff_finds_nothing_wrong(self):
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", PAGE], text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual((done.returncode, done.stdout), (0, ""))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
