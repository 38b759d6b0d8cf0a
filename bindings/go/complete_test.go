// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: every public C function is used by this package, but for those listed here with a reason;
// and no listed one is used after all.

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// C functions that the package has no use for, and why.
var notUsed = map[string]string{
	"weir_cache_get_or_compute": "its pull twin, weir_cache_claim(), waits with a context",
	"weir_config_listen":        "Config.Wait is its twin, and rules may refuse a change",
	"weir_memory_pool_get":      "a bare address has no owner: MemoryPool.Block gives a Buffer",
	"weir_memory_pool_put":      "as above: closing the Buffer gives the block back",
}

func TestEveryFunctionIsUsed(t *testing.T) {
	exported := regexp.MustCompile(`(?m)^\s*(weir_\w+);`).FindAllStringSubmatch(
		string(must(os.ReadFile("../../src/weir.map"))), -1)
	if len(exported) < 100 {
		t.Fatal("the map was not read rightly", exported)
	}
	var all strings.Builder
	for _, pattern := range []string{"*.go", "shim*.h"} {
		for _, file := range must(filepath.Glob(pattern)) {
			if !strings.HasSuffix(file, "_test.go") {
				all.Write(must(os.ReadFile(file)))
			}
		}
	}
	// Calls, not comments: a name with a parenthesis.
	text := regexp.MustCompile(`(?s)/\*.*?\*/|//[^\n]*`).ReplaceAllString(all.String(), "")
	for _, match := range exported {
		name := match[1]
		used := regexp.MustCompile(`\b` + name + `\(`).MatchString(text)
		if _, listed := notUsed[name]; used == listed {
			t.Errorf("%s: used %v, listed as not used %v", name, used, listed)
		}
	}
	for name, reason := range notUsed {
		if reason == "" || !strings.Contains(string(must(os.ReadFile("../../src/weir.map"))), name+";") {
			t.Errorf("%s is listed without a reason, or is gone", name)
		}
	}
}
