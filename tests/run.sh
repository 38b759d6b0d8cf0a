#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every test, with one command: bash tests/run.sh
# On Debian 12 it installs what is missing (as root or with sudo), builds with warnings as errors,
# runs all suites, then the sanitizer builds. The last line is "N passed, N failed, N skipped"; the
# status is 0 only when nothing failed. A second run builds only what changed.
#   WEIR_SANITIZE=0   leaves the sanitizer builds out (the last line says so in the count only)
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
need "${packages_build[@]}" "${packages_tests[@]}" "${packages_bindings[@]}"

build="$root/build-tests"
rm -f "$root"/build-{tests,asan,tsan}/meson-logs/testlog.json
outcome=0
build_and_test() {
  configure "$build" --werror -Dtests=enabled -Dexamples=enabled || return 1
  say "building"
  ninja -C "$build" || return 1
  say "tests"
  meson test -C "$build" --no-rebuild --print-errorlogs
}
build_and_test || outcome=1

runs=(tests)
if [ "${WEIR_SANITIZE:-1}" != 0 ]; then
  runs+=(asan tsan)
  bash "$root/tests/sanitize.sh" || outcome=1
fi

# A run that left no log, or that failed outside its tests, counts as one failure.
python3 -B - "$outcome" "${runs[@]/#/$root/build-}" <<'PYTHON'
import collections, json, os, sys

count = collections.Counter()
for folder in sys.argv[2:]:
    path = os.path.join(folder, "meson-logs", "testlog.json")
    if not os.path.isfile(path):
        print(f"{os.path.basename(folder)}: no tests were run")
        count["failed"] += 1
        continue
    for line in open(path, encoding="utf-8"):
        test = json.loads(line)
        kind = {"OK": "passed", "EXPECTEDFAIL": "passed", "SKIP": "skipped"}.get(test["result"], "failed")
        count[kind] += 1
        if kind == "failed":
            print(f"{os.path.basename(folder)}: {test['name']}: {test['result']}")
if sys.argv[1] != "0" and not count["failed"]:
    count["failed"] = 1
print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")
sys.exit(1 if count["failed"] or not count["passed"] else 0)
PYTHON
