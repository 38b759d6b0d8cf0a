# SPDX-License-Identifier: Apache-2.0
"""Proves: what `meson install` puts down is enough for a stranger, wherever it is moved to: a program
built through pkg-config, one built through CMake, and one that only loads the library by name.

Each way is a test of its own: --way files, pkg-config, cmake, dlopen or readme, which builds the
README's example and holds the page to what it says that the example prints. --way uninstalled is the
library where it was built, by build/meson-uninstalled.
"""
import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*words, env=None, cwd=None):
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=cwd,
                          env={**os.environ, **(env or {})})
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def expect(truth, text):
    if not truth:
        sys.exit(text)


def installed(top):
    """path from the moved prefix -> full path."""
    return {os.path.relpath(os.path.join(folder, name), top): os.path.join(folder, name)
            for folder, _, names in os.walk(top) for name in names}


def find(files, ending):
    found = [path for path in files if path.endswith(ending)]
    expect(len(found) == 1, f"{len(found)} files end in {ending}: {sorted(files)}")
    return files[found[0]]


def needed(program):
    return re.findall(r"\(NEEDED\).*\[(.*?)\]", run("readelf", "-d", program))


def check_program(program, libdir):
    said = run(program, env={"LD_LIBRARY_PATH": libdir})
    expect(said.startswith("weir "), f"the consumer said {said!r}")
    expect([name for name in needed(program) if not name.startswith(("libweir", "libc."))] == [],
           f"the consumer is linked with {needed(program)}: only libweir and libc belong there")


def check_files(files, options):
    top = os.path.join(options.root, "include")
    wanted = {"include/" + path for path in installed(top) if path.endswith((".h", ".hpp"))}
    there = {path for path in files if path.startswith("include/")}
    expect(there == wanted, f"installed and not public, or the other way round: {there ^ wanted}")
    private = [path for path in files if path.endswith((".a", ".o", ".cpp", ".c"))]
    expect(not private, f"{private} should not be installed")
    library = find(files, "libweir.so.1")
    expect("libweir.so.1" in run("readelf", "-d", library), "the library has another SONAME")
    expect("NODELETE" in run("readelf", "-dW", library), "the library has to stay when dlclosed")
    expect(not re.search(r"(RPATH|RUNPATH)", run("readelf", "-d", library)),
           "an installed library carries no path of the machine that built it")


def pkg_config(files, top, *words):
    tool = shutil.which("pkg-config")
    expect(tool, "pkg-config is missing")
    # -Dpkgconfig.relocatable=false is a packager's right: then the prefix has to be said.
    path = find(files, "weir.pc")
    moved = [] if "pcfiledir" in text_of(path) else ["--define-variable=prefix=" +
                                                     os.path.join(top, "moved")]
    return run(tool, *moved, *words, "weir", env={"PKG_CONFIG_PATH": os.path.dirname(path)})


def check_uninstalled(options, top):
    """Only the folder of the build is named: the headers and the library are found from there."""
    tool, where = shutil.which("pkg-config"), os.path.join(options.build, "meson-uninstalled")
    expect(tool, "pkg-config is missing")
    flags = shlex.split(run(tool, "--cflags", "--libs", "weir",
                            env={"PKG_CONFIG_PATH": where, "PKG_CONFIG_LIBDIR": where}))
    program = os.path.join(top, "consumer")
    run(*shlex.split(options.cc), os.path.join(HERE, "consumer.c"), "-o", program, *flags)
    check_program(program, os.path.join(options.build, "src", "api"))


def compile_consumer(files, options, top, source):
    program = os.path.join(top, "consumer")
    run(*shlex.split(options.cc), "-std=c99", "-Wall", "-pedantic-errors", "-Werror", source, "-o",
        program, *shlex.split(pkg_config(files, top, "--cflags", "--libs")))
    return program


def check_pkg_config(files, options, top, libdir):
    everything = pkg_config(files, top, "--libs", "--static") + text_of(find(files, "weir.pc"))
    expect("mimalloc" not in everything, "mimalloc would take over the malloc of whoever links it")
    expect(pkg_config(files, top, "--variable=abi_version").strip() == options.abi,
           "weir.pc tells another ABI number")
    program = compile_consumer(files, options, top, os.path.join(HERE, "consumer.c"))
    check_program(program, libdir)


def check_readme(files, options, top, libdir):
    page = text_of(os.path.join(options.root, "README.md"))
    code, printed = (re.search(rf"^```{kind}\n(.*?)^```", page, re.M | re.S).group(1)
                     for kind in ("c", "text"))
    source = os.path.join(top, "readme.c")
    with open(source, "w", encoding="utf-8") as file:
        file.write(code)
    said = run(compile_consumer(files, options, top, source), env={"LD_LIBRARY_PATH": libdir})
    expect(said.strip() == printed.strip(), f"README.md says\n{printed}\nand the example says\n{said}")


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def check_cmake(prefix, top, libdir):
    tool = shutil.which("cmake")
    if tool is None:
        print("skipped: cmake is not installed (apt-get install cmake)")
        sys.exit(77)
    build = os.path.join(top, "cmake-build")
    setup = [tool, "-G", "Ninja", "-DCMAKE_PREFIX_PATH=" + prefix, "-DCMAKE_SKIP_RPATH=ON"]
    run(*setup, "-S", HERE, "-B", build)
    run(tool, "--build", build)
    check_program(os.path.join(build, "consumer"), libdir)
    other = os.path.join(top, "newer")
    os.makedirs(other)
    shutil.copy(os.path.join(HERE, "consumer.c"), other)
    with open(os.path.join(other, "CMakeLists.txt"), "w", encoding="utf-8") as file:
        file.write(text_of(os.path.join(HERE, "CMakeLists.txt")).replace("Weir 0.1", "Weir 9.0"))
    done = subprocess.run([*setup, "-S", other, "-B", build + "-newer"], capture_output=True, text=True,
                          check=False)
    expect(done.returncode != 0 and "9.0" in done.stderr, "a version that is not there was found")


def check_dlopen(files, options, top):
    """The program is compiled with the installed headers and without the library."""
    program = os.path.join(top, "dlopen")
    run(*shlex.split(options.cc), "-std=gnu89", "-Wall", "-Werror",
        os.path.join(options.root, "examples", "dlopen.c"), "-o", program,
        "-I", os.path.dirname(find(files, "include/weir.h")), "-ldl")
    expect(not [name for name in needed(program) if "weir" in name], "the example links the library")
    said = run(program, find(files, "libweir.so.1"))
    expect("weir" in said, f"the example said {said!r}")


def check_command(files):
    """The command finds its library from where it lies."""
    said = run(find(files, "bin/weir"), "--version")
    expect(said.startswith("weir "), f"the command said {said!r}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--root", "--build", "--meson", "--way", "--cc", "--abi", "--prefix", "--libdir"):
        parser.add_argument(name, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as top:
        if options.way == "uninstalled":
            check_uninstalled(options, top)
            return
        run(*shlex.split(options.meson), "install", "-C", options.build, "--no-rebuild", "--quiet",
            "--destdir", os.path.join(top, "staged"))
        # Moved, so that nothing can lean on the prefix it was configured with.
        prefix = os.path.join(top, "moved")
        shutil.move(os.path.join(top, "staged", options.prefix.lstrip("/")), prefix)
        files, libdir = installed(prefix), os.path.join(prefix, options.libdir)
        if options.way == "files":
            check_files(files, options)
        elif options.way == "pkg-config":
            check_pkg_config(files, options, top, libdir)
        elif options.way == "cmake":
            check_cmake(prefix, top, libdir)
        elif options.way == "command":
            check_command(files)
        elif options.way == "readme":
            check_readme(files, options, top, libdir)
        else:
            check_dlopen(files, options, top)


if __name__ == "__main__":
    main()
