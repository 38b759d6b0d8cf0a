# SPDX-License-Identifier: Apache-2.0
"""Proves: what a user of each world types makes something that works: a wheel in a fresh virtual
environment, Maven without a network, Debian packages. Minutes each: `meson test -C build --suite
packages`. Ends with 77, a skip, where the tools are missing.

build_packages.py WAY --root TREE --build FOLDER [--python PYTHON]"""
import argparse
import glob
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def run(*command, **more):
    subprocess.run([str(word) for word in command], check=True, **more)


def wheel(options, work):
    needed = "import mesonpy, venv, ensurepip"
    if subprocess.run([options.python, "-c", needed], stderr=subprocess.DEVNULL, check=False).returncode:
        skip("meson-python or venv is missing (apt-get install python3-mesonpy python3-venv)")
    venv = work / "venv"
    run(options.python, "-m", "venv", "--system-site-packages", venv)
    run(venv / "bin/pip", "install", "--quiet", "--no-build-isolation", "--no-index",
        options.root / "bindings/python")
    # By itself: neither the build folder nor an installed library may be needed.
    env = {name: text for name, text in os.environ.items() if name not in ("PYTHONPATH", "LD_LIBRARY_PATH")}
    run(options.python, "-B", options.root / "tests/bindings/check_readme.py", "python", venv / "bin/python",
        env=env)
    told = subprocess.run([venv / "bin/python", "-c", "import weir; print(weir.__file__)"], check=True,
                          text=True, stdout=subprocess.PIPE, env=env, cwd=work).stdout
    if not told.startswith(str(venv)):
        sys.exit(f"not the wheel's: {told}")


def maven(options, work):
    plugins = ("maven-antrun-plugin", "maven-surefire-plugin")
    places = [f"/usr/share/maven-repo/org/apache/maven/plugins/{name}" for name in plugins]
    if shutil.which("mvn") is None or not all(map(os.path.isdir, places)):
        skip("Maven or its plugins are missing (bindings/java/README.md names the packages)")
    pages = options.root / "bindings/java"
    run("mvn", "-q", "-B", "-o", "-s", pages / "debian-settings.xml", "-Daether.offline.protocols=file",
        f"-Dmaven.repo.local={work}/repository", f"-Dweir.build={options.build}", "-f", pages / "pom.xml", "package")
    (jar,) = glob.glob(f"{options.build}/maven/weir-*.jar")
    run(sys.executable, "-B", options.root / "tests/bindings/check_readme.py", "java", "java", jar)


def debian(options, work):
    for tool in ("dpkg-buildpackage", "dh", "dh_python3", "chrpath", "zip"):
        if shutil.which(tool) is None:
            skip(f"{tool} is missing (src/packaging/debian.sh installs what it needs)")
    run("bash", options.root / "src/packaging/debian.sh", work)
    run("bash", options.root / "tests/packaging/check_debian.sh", work)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=["wheel", "maven", "debian"])
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--python", default=sys.executable)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weir-packages-") as work:
        globals()[options.way](options, pathlib.Path(work))


main()
