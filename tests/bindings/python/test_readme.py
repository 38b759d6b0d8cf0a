# SPDX-License-Identifier: Apache-2.0
"""Proves: the Python example on the front page runs, and judges as the C one beside it does."""
import contextlib
import io
import pathlib
import re
import unittest

README = pathlib.Path(__file__).resolve().parents[3] / "README.md"


class FrontPage(unittest.TestCase):
    def test_it_runs_and_prints_what_the_page_shows(self):
        page = README.read_text(encoding="utf-8")
        (program,) = re.findall(r"```python\n(.*?)```", page, re.S)
        shown = re.search(r"```text\n(.*?)```", page, re.S).group(1)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(program, str(README), "exec"), {"__name__": "readme"})
        self.assertIn(shown, printed.getvalue())
        self.assertTrue(printed.getvalue().endswith("b'points'\n"))


if __name__ == "__main__":
    unittest.main()
