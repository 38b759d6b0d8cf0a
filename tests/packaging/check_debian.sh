#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves: the Debian packages hold all that a user of each language needs. They are unpacked into one
# folder, and from there a C program, the command, and the program on each binding's page are run.
#   bash tests/packaging/check_debian.sh FOLDER_OF_DEBS
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readme=$here/../bindings/check_readme.py
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
for package in "$1"/*.deb; do dpkg-deb -x "$package" "$top"; done
lib=$top/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
export LD_LIBRARY_PATH=$lib PKG_CONFIG_PATH=$lib/pkgconfig PKG_CONFIG_LIBDIR=$lib/pkgconfig
unset WEIR_LIB_DIR PYTHONPATH

cc -std=c99 -Wall "$here/consumer.c" -o "$top/consumer" $(pkg-config --cflags --libs weir)
"$top/consumer"
"$top/usr/bin/weir" --version
PYTHONPATH=$top/usr/lib/python3/dist-packages python3 -B "$readme" python /usr/bin/python3
JAVA_TOOL_OPTIONS=-Djava.library.path=$lib/jni \
  python3 -B "$readme" java java "$top/usr/share/java/weir.jar"
GOFLAGS=-mod=mod GOPROXY=off python3 -B "$readme" go go "$top/usr/share/gocode/src/weir"
python3 -B "$readme" rust cargo "$top/usr/share/weir/rust/weir"
echo "the packages work from C, the command line, Python, Java, Go and Rust"
