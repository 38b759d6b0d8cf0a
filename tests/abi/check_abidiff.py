# SPDX-License-Identifier: Apache-2.0
"""Gate, the third opinion: abidiff compares the library of the last release tag (vX.Y.Z) with this
tree's. Both are built with debug information under --scratch, where the old one stays for next time.

No --headers-dir: it would filter out a parameter that changed from size_t to uint32_t.
"""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "style"))
import gate  # noqa: E402

SUPPRESSIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "abidiff.suppr")
OPTIONS = ["--buildtype=debugoptimized", "-Dtests=disabled", "-Dexamples=disabled", "-Dcli=disabled"]


def compare(old, new, result):
    done = subprocess.run(["abidiff", "--no-added-syms", "--suppressions", SUPPRESSIONS, old, new],
                          capture_output=True, text=True, check=False)
    result.looked_at += 1
    if done.returncode != 0:
        result.fault(os.path.basename(new), f"abidiff says {done.returncode}:\n"
                                            f"{done.stdout}{done.stderr}")
    if "no debug info" in done.stdout + done.stderr:
        result.fault(os.path.basename(new), "was built without debug information")


def git(root, *words):
    if shutil.which("git") is None:
        return None
    done = subprocess.run(["git", "-C", root, *words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def last_tag(root):
    """The newest release this tree descends from."""
    tags = git(root, "tag", "--list", "v*", "--sort=-v:refname", "--merged", "HEAD")
    if tags is None:
        raise gate.Skip("no git, or no checkout of it, so no release to compare with")
    for tag in tags.splitlines():
        if re.fullmatch(r"v\d+\.\d+\.\d+", tag):
            return tag
    raise gate.Skip("no release tag vX.Y.Z yet, so no library to compare with")


def abi_of(tree):
    return re.search(r"^weir_abi = (\d+)", gate.read(os.path.join(tree, "meson.build")), re.M).group(1)


def command(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def build(meson, source, folder):
    if not os.path.isfile(os.path.join(folder, "build.ninja")):
        command(*meson, "setup", folder, source, *OPTIONS)
    command("ninja", "-C", folder)
    return os.path.realpath(os.path.join(folder, "src/api/libweir.so"))


def check(root, scratch, meson):
    result = gate.Result("pairs of libraries compared")
    tag = last_tag(root)
    if shutil.which("abidiff") is None:
        raise gate.Skip("abidiff is not installed (apt-get install abigail-tools)")
    source = os.path.join(scratch, tag)
    if not os.path.isdir(source):
        os.makedirs(source + ".part", exist_ok=True)
        archive = subprocess.run(["git", "-C", root, "archive", tag], check=True, capture_output=True)
        subprocess.run(["tar", "-x", "-C", source + ".part"], input=archive.stdout, check=True)
        os.rename(source + ".part", source)
    if abi_of(source) != abi_of(root):
        raise gate.Skip(f"the ABI has a new number since {tag}")
    old = build(meson, source, os.path.join(scratch, "build-" + tag))
    new = build(meson, root, os.path.join(scratch, "build-now"))
    compare(old, new, result)
    return result


if __name__ == "__main__":
    gate.run(check, __doc__, [("--scratch", {"required": True}), ("--meson", {"nargs": "+"})])
