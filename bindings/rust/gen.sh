#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes weir-sys/src/generated/, one file per public header, with bindgen 0.60.1 (Debian 12's).
# `gen.sh --check` changes nothing and fails when a file there is stale, missing or left over;
# it ends with 77, skipped, where bindgen or rustfmt is not installed.
#
# Layout tests are left out: they would pin the sizes of the machine that ran this, while
# repr(C) is right on every machine. std::os::raw and not core::ffi: Rust 1.63 has no more.
set -eu
cd "$(dirname "$0")"
wanted='bindgen 0.60.1'
found=$(bindgen --version 2>/dev/null) || { echo "skipped: bindgen is not installed"; exit 77; }
rustfmt --version >/dev/null 2>&1 || { echo "skipped: rustfmt is not installed"; exit 77; }
if [ "$found" != "$wanted" ]; then
  echo "skipped: this is $found, and the files were written by $wanted"
  exit 77
fi
kept=weir-sys/src/generated
made=$kept
[ "${1:-}" = --check ] && made=$(mktemp -d) && trap 'rm -r "$made"' EXIT
modules=
for header in ../../include/weir/*.h; do
  name=$(basename "$header" .h)
  modules="$modules $name"
  bindgen "$header" --allowlist-file ".*/weir/$name\.h" --no-recursive-allowlist \
    --default-enum-style consts --no-prepend-enum-name --size_t-is-usize \
    --ctypes-prefix ::std::os::raw --with-derive-default --no-layout-tests \
    --disable-header-comment --rustfmt-configuration-file "$PWD/rustfmt.toml" \
    --raw-line '// SPDX-License-Identifier: Apache-2.0' \
    --raw-line "// Written by gen.sh from weir/$name.h: change that instead." \
    --raw-line 'use super::*;' \
    -o "$made/$name.rs" -- -I../../include -std=c99
done
{
  echo '// SPDX-License-Identifier: Apache-2.0'
  echo '// Written by gen.sh: one module per public header.'
  for name in $modules; do printf 'mod %s;\n' "$name"; done
  for name in $modules; do printf 'pub use %s::*;\n' "$name"; done
} > "$made/mod.rs"
if [ "$made" != "$kept" ]; then
  diff -ru "$kept" "$made" || { echo "stale: run bindings/rust/gen.sh and commit"; exit 1; }
fi
