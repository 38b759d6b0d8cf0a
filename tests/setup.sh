# SPDX-License-Identifier: Apache-2.0
# Sourced by tests/run.sh and examples/run.sh: finds the tree, installs what is missing on Debian,
# configures a build folder once. Nothing here touches the machine when nothing is missing.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# dpkg-dev tells meson where Debian keeps its libraries.
packages_build=(gcc g++ dpkg-dev meson ninja-build pkg-config libcjson-dev libmimalloc-dev libre2-dev liblz4-dev
  libzstd-dev libxxhash-dev libpng-dev)
packages_tests=(libgtest-dev python3 clang-format-14 abigail-tools cmake valgrind
  libtest-json-schema-acceptance-perl)
packages_bindings=(swig python3-dev python3-numpy mypy cargo bindgen
  golang-go default-jdk-headless libjna-java python3-cffi)

say() { printf '== %s\n' "$*"; }

# need PACKAGE...: installs those that dpkg does not hold. Elsewhere than on Debian it leaves the
# judgement to meson, which names what it cannot find.
need() {
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || return 0
  local package missing=() as_root=()
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
      missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      echo "Some packages are missing, and this is neither root nor a user with sudo. As root, run:"
      echo "apt-get install -y --no-install-recommends ${missing[*]}"
      exit 1
    fi
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -q || say "apt-get update failed: trying with the lists at hand"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# configure FOLDER OPTION...: once; meson itself notices later changes of the build files. A folder
# whose first configuration was cut short is begun again.
configure() {
  local folder=$1
  shift
  [ -f "$folder/build.ninja" ] && return 0
  rm -rf "$folder"
  say "configuring $(basename "$folder")"
  meson setup "$folder" "$root" "$@"
}
