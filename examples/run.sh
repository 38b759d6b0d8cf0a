#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The library at work, with one command: bash examples/run.sh
# On Debian 12 it installs what is missing (as root or with sudo), builds, and runs every example.
source "$(dirname "${BASH_SOURCE[0]}")/../tests/setup.sh"
need "${packages_build[@]}"

build="$root/build-examples"
configure "$build" -Dtests=disabled -Dexamples=enabled
say "building"
ninja -C "$build"
say "the examples of examples/*.c"
meson test -C "$build" --no-rebuild --print-errorlogs --suite examples
