#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The unit, C and fuzz-corpus tests under address+undefined and thread sanitizers, and Python's under
# the first.
#   bash tests/sanitize.sh [address] [thread]     both when none is named
#   bash tests/sanitize.sh fuzz                   libFuzzer for WEIR_FUZZ_SECONDS (30) per target;
#                                                 needs clang. What it finds goes to build-fuzz/found
# A finding fails its test (tests/meson.build sets halt_on_error).
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

suites=(--suite unit --suite capi --suite fuzz --suite bindings)

# gcc's thread sanitizer cannot place its memory under some kernels' address randomisation; where it
# can not, the tests run with randomisation off.
quiet_space=()
probe_thread() {
  local folder status=0
  folder=$(mktemp -d)
  echo 'int main(void) { return 0; }' >"$folder/probe.c"
  gcc -fsanitize=thread "$folder/probe.c" -o "$folder/probe"
  if ! "$folder/probe" 2>/dev/null; then
    quiet_space=(setarch "$(uname -m)" -R)
    "${quiet_space[@]}" "$folder/probe" || status=1
  fi
  rm -rf "$folder"
  [ $status -eq 0 ] || say "the thread sanitizer does not start on this kernel"
  return $status
}

# run_under NAME SANITIZERS: leaves the results in build-NAME/meson-logs for tests/run.sh to count.
run_under() {
  local folder="$root/build-$1"
  rm -f "$folder"/meson-logs/testlog.json
  configure "$folder" -Db_sanitize="$2" -Db_lundef=false -Doptimization=1 -Ddebug=true \
    -Dtests=enabled -Dexamples=disabled -Dcli=disabled || return 1
  say "tests under $2"
  "${quiet_space[@]}" meson test -C "$folder" --print-errorlogs --timeout-multiplier 4 "${suites[@]}"
}

run_fuzz() {
  local folder="$root/build-fuzz" target name
  need clang libclang-rt-14-dev "${packages_build[@]}" libgtest-dev
  CC=clang CXX=clang++ configure "$folder" -Dfuzzing=libfuzzer -Db_sanitize=address,undefined \
    -Db_lundef=false -Doptimization=1 -Ddebug=true -Dtests=enabled -Dexamples=disabled \
    -Dcli=disabled || return 1
  for target in "$root"/tests/fuzz/*_fuzz.cpp; do
    name=$(basename "$target" .cpp)
    say "$name for ${WEIR_FUZZ_SECONDS:-30} seconds"
    ninja -C "$folder" "tests/fuzz/$name" || return 1
    mkdir -p "$folder/found/$name"
    # New inputs land in the first folder; a crash is written beside them.
    UBSAN_OPTIONS=halt_on_error=1 ASAN_OPTIONS=allocator_may_return_null=1 \
      "$folder/tests/fuzz/$name" -max_total_time="${WEIR_FUZZ_SECONDS:-30}" -print_final_stats=1 \
      -artifact_prefix="$folder/found/$name/" "$folder/found/$name" \
      "$root/tests/fuzz/corpus/${name%_fuzz}" || return 1
  done
}

[ $# -gt 0 ] || set -- address thread
outcome=0
for which in "$@"; do
  case $which in
    address) run_under asan address,undefined || outcome=1 ;;
    thread) probe_thread && run_under tsan thread || outcome=1 ;;
    fuzz) run_fuzz || outcome=1 ;;
    *) echo "sanitize.sh: '$which' is none of address, thread and fuzz" && exit 2 ;;
  esac
done
exit $outcome
