#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The unit, C and fuzz-corpus tests under address+undefined and thread sanitizers.
#   bash tests/sanitize.sh [address] [thread]     both when none is named
# A finding fails its test (tests/meson.build sets halt_on_error).
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

suites=(--suite unit --suite capi --suite fuzz)

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

[ $# -gt 0 ] || set -- address thread
outcome=0
for which in "$@"; do
  case $which in
    address) run_under asan address,undefined || outcome=1 ;;
    thread) probe_thread && run_under tsan thread || outcome=1 ;;
    *) echo "sanitize.sh: '$which' is neither address nor thread" && exit 2 ;;
  esac
done
exit $outcome
