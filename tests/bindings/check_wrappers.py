# SPDX-License-Identifier: Apache-2.0
"""Proves: no call of the library leaves a generated wrapper by a C++ exception, which would end the
program: every wrapper that calls has its try.

check_wrappers.py GENERATED.cpp"""
import re
import sys

WRAPPER = re.compile(r"^SWIG(?:INTERN PyObject \*_wrap|EXPORT \w+ JNICALL Java_org_weir_low_weirJNI)_(\w+)"
                     r"\((?:.*?)^}\n", re.M | re.S)
# SWIG's own, and those that only choose among wrappers: none of them calls the library.
NOT_CALLS = re.compile(r"director_1connect|change_1ownership|Upcast|module_1init|HOST_1ENTER|swigregister|"
                       r"swiginit|disown_")
with open(sys.argv[1], encoding="utf-8") as file:
    wrappers = [(found.group(1), found.group(0)) for found in WRAPPER.finditer(file.read())]
bare = [name for name, body in wrappers if "try {" not in body and not NOT_CALLS.search(name) and
        "_wrap_" + name + "__SWIG_" not in body]
if bare or len(wrappers) < 100:
    sys.exit(f"{len(bare)} of {len(wrappers)} wrappers let errors out: {bare}")
