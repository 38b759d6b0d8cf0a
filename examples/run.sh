#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The library at work, with one command: bash examples/run.sh [TILE.las...]
# On Debian 12 it installs what is missing (as root or with sudo), builds, and takes LiDAR tiles
# through the whole pipeline: those you name, else those in ../shared/data/lidar, else one of a
# place that does not exist. The results are in out/.
tiles=("$@")
for tile in "${tiles[@]}"; do
  [ -r "$tile" ] || { echo "run.sh: $tile: there is no such file to read" >&2; exit 2; }
done
source "$(dirname "${BASH_SOURCE[0]}")/../tests/setup.sh"
need "${packages_build[@]}"

build="$root/build-examples"
configure "$build" -Dtests=disabled -Dcli=enabled
say "building"
ninja -C "$build"
weir="$build/src/cli/weir"

mkdir -p "$root/out"
[ ${#tiles[@]} -gt 0 ] || tiles=("$root"/../shared/data/lidar/*.las)
if [ ! -r "${tiles[0]}" ]; then
  say "no tile at hand: making one"
  tiles=("$root/out/synthetic.las")
  "$weir" synthesize "${tiles[0]}" --points 200000
fi
say "weir pipeline examples/lidar_pipeline.json ${tiles[*]} --out out"
"$weir" info
"$weir" pipeline "$root/examples/lidar_pipeline.json" "${tiles[@]}" --out "$root/out"
say "look at $root/out: the classified tiles, their pictures, results.csv, report.json"
