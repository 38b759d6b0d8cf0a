#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Everything that a machine with a GPU has to prove, in one command:
#
#   bash tests/gpu/run.sh [BUILD] [--dry]     BUILD: a build folder; none: one is made in a temporary place
#
# conformance on the device, the same under compute-sanitizer, arrays of PyTorch and CuPy in and out, and
# the table of the link beside the bare driver, PyTorch and CuPy. Results go to $OUT (a temporary folder
# without). --dry does all of it on the simulated device: it proves this script, not a GPU. Ends with 77
# where there is no GPU.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build= device=cuda
for word in "$@"; do
  case $word in --dry) device=sim ;; *) build=$word ;; esac
done
out=${OUT:-$(mktemp -d)}
mkdir -p "$out"
if [ -z "$build" ]; then
  build=$(mktemp -d)
  meson setup "$build" "$root" -Dcuda=enabled -Dgpu_arch="${GPU_ARCH:-90}" > "$out/setup.log" 2>&1 &&
    ninja -C "$build" tests/device/device_conformance_test tests/gpu/link_bench src/api/libweir_cuda.so \
      > "$out/build.log" 2>&1 || { echo "the build failed: see $out"; exit 3; }
  ninja -C "$build" bindings/python/stage.stamp > "$out/python.log" 2>&1 # without it, arrays says so
fi
conformance=$build/tests/device/device_conformance_test
bench=$build/tests/gpu/link_bench
export WEIR_DEVICE_PLUGIN=${WEIR_DEVICE_PLUGIN:-$build/src/api/libweir_cuda.so}
filter='*/cuda' && [ $device = sim ] && filter='*/sim*'

{ uname -srm; nproc; nvidia-smi -L; c++ --version | head -1; } > "$out/machine.txt" 2>&1
if [ $device = cuda ]; then
  "$bench" cuda --quick > "$out/first.jsonl" 2> "$out/first.err"
  [ $? = 77 ] && { cat "$out/first.err"; exit 77; }
fi
failed=0
step() { # step NAME COMMAND...
  local name=$1
  shift
  if timeout 300 "$@" > "$out/$name.log" 2>&1; then
    echo "ok      $name"
  else
    echo "FAILED  $name: $out/$name.log"
    tail -n 20 "$out/$name.log"
    failed=1
  fi
}
step conformance "$conformance" --gtest_filter="$filter"
if [ $device = cuda ] && command -v compute-sanitizer > /dev/null; then
  for tool in memcheck racecheck initcheck synccheck; do
    step "$tool" compute-sanitizer --tool "$tool" --error-exitcode 9 "$conformance" --gtest_filter="$filter"
  done
else
  echo "skipped compute-sanitizer: $([ $device = sim ] && echo 'a dry run' || echo 'it is not installed')"
fi
quick= && [ $device = sim ] && quick=--quick
step link "$bench" "$device" $quick
step arrays env PYTHONPATH="$build/bindings/python/stage" LD_LIBRARY_PATH="$build/src/api" \
  python3 "$root/tests/gpu/arrays.py"
cat "$out/arrays.log"
step peers python3 "$root/tests/gpu/peers.py"
step link_again "$bench" "$device" $quick # the difference to the first is the noise
python3 "$root/tests/gpu/table.py" "$out/link.log" "$out/peers.log" "$out/link_again.log" | tee "$out/table.md"
[ -s "$out/table.md" ] || failed=1
echo "results in $out"
exit $failed
