# SPDX-License-Identifier: Apache-2.0
"""Compiles Java sources into a jar; with --native also puts the JNI library in it, and what it needs
but for the system's own libraries, with an index that gives the order to load them in.

make_jar.py OUT.jar WORK_FOLDER [--native libweirjni.so] [--classpath JARS] SOURCE..."""
import argparse
import platform
import re
import shutil
import subprocess
from pathlib import Path

# These are the machine's: two of them in one process do not go together.
SYSTEM = re.compile(r"^(linux-vdso|ld-linux|libc|libm|libdl|librt|libpthread|libstdc\+\+|libgcc_s)[-.]")


def run(*command):
    subprocess.run([str(word) for word in command], check=True)


def needed(library):
    """(name, path) of the libraries that one needs, those it names itself first."""
    dynamic = subprocess.run(["readelf", "-d", library], check=True, capture_output=True, text=True)
    direct = re.findall(r"\(NEEDED\).*\[(.+)\]", dynamic.stdout)
    listed = subprocess.run(["ldd", library], check=True, capture_output=True, text=True).stdout
    paths = dict(re.findall(r"^\s*(\S+) => (/\S+)", listed, re.M))
    return [(name, paths[name]) for name in direct if not SYSTEM.match(name)]


def in_load_order(library, done):
    for name, path in needed(library):
        if name not in done:
            in_load_order(path, done)
            done[name] = path
    return done


parser = argparse.ArgumentParser()
parser.add_argument("out", type=Path)
parser.add_argument("work", type=Path)
parser.add_argument("--native")
parser.add_argument("--classpath", default="")
parser.add_argument("--module", default="")
parser.add_argument("sources", nargs="+")
arguments = parser.parse_args()

shutil.rmtree(arguments.work, ignore_errors=True)
classes = arguments.work / "classes"
classes.mkdir(parents=True)
run("javac", "--release", "17", "-Xlint:all,-serial,-try", "-Werror", "-encoding", "UTF-8", "-d", classes,
    "-cp", arguments.classpath, *arguments.sources)
manifest = arguments.work / "MANIFEST.MF"
manifest.write_text(f"Automatic-Module-Name: {arguments.module}\n" if arguments.module else "\n")
if arguments.native:
    place = classes / "META-INF" / "native" / f"linux-{platform.machine()}"
    place.mkdir(parents=True)
    parts = in_load_order(arguments.native, {})
    parts["libweirjni.so"] = arguments.native
    for name, path in parts.items():
        shutil.copyfile(path, place / name)
    (place / "index").write_text("".join(name + "\n" for name in parts))
made = arguments.work / "made.jar"
run("jar", "--create", "--file", made, "--manifest", manifest, "-C", classes, ".")
made.replace(arguments.out)
