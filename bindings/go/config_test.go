// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: layers merge and say who speaks, changes are whole or nothing, a file that changes is read
// again, generations can be gone back to, secrets stay secret.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"weir"
)

func TestConfig(t *testing.T) {
	file := filepath.Join(t.TempDir(), "app.json")
	write := func(text string) {
		if err := os.WriteFile(file+".new", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(file+".new", file); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"workers": 6, "password": "s3cret"}`)
	t.Setenv("APP_FPS", "60")
	defaults := must(weir.ParseJSON(`{"workers": 4, "fps": 30, "mode": "balanced", "password": ""}`))
	secrets := must(weir.ParseJSON(`["/password"]`))
	schema := must(weir.CompileSchema(`{"properties": {"workers": {"maximum": 16}}}`))
	config := must(weir.NewConfig(weir.ConfigOptions{Defaults: defaults, Files: []string{file},
		Prefix: "APP", Secrets: secrets, Schema: schema, Watch: true, Debounce: time.Millisecond}))
	defer config.Close()
	at := func(pointer string) int64 {
		now := must(config.Snapshot())
		defer now.Close()
		value, _, err := now.Int64(pointer)
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	if at("/workers") != 6 || at("/fps") != 60 {
		t.Fatal("layers", at("/workers"), at("/fps"))
	}
	if text := must(config.Explain("/workers")); !strings.Contains(text, "app.json") {
		t.Fatal(text)
	}
	if text := must(config.Explain("/password")); strings.Contains(text, "s3cret") {
		t.Fatal(text)
	}
	bad := must(weir.ParseJSON(`{"workers": 99, "mode": "best"}`))
	if _, err := config.Update(bad); !errors.Is(err, weir.ErrRejected) ||
		!strings.Contains(err.Error(), "99 is above 16") {
		t.Fatal("99 workers", err)
	}
	good := must(weir.ParseJSON(`{"mode": "best"}`))
	if !must(config.Update(good)) || must(config.Update(good)) {
		t.Fatal("changed once")
	}
	seen := config.Generation()
	write(`{"workers": 7}`)
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	if err := config.Wait(ctx, seen); err != nil || at("/workers") != 7 {
		t.Fatal("the file was not read again", err)
	}
	saved := filepath.Join(t.TempDir(), "saved.json")
	if err := config.Save(saved, false); err != nil {
		t.Fatal(err)
	}
	if text := string(must(os.ReadFile(saved))); strings.Contains(text, "password") {
		t.Fatal(text)
	}
	if !must(config.Rollback(seen)) || at("/workers") != 6 {
		t.Fatal("gone back")
	}
	if !must(config.Reload()) || at("/workers") != 7 {
		t.Fatal("read again")
	}
	if !strings.Contains(must(config.Summary()), `"/fps": "environment APP_FPS"`) {
		t.Fatal(must(config.Summary()))
	}
	if _, err := weir.NewConfig(weir.ConfigOptions{Files: []string{"/nowhere.json"}}); !errors.Is(err,
		weir.ErrNotFound) {
		t.Fatal(err)
	}
}

func ExampleNewConfig() {
	defaults, _ := weir.ParseJSON(`{"pool": {"workers": 4}}`)
	config, err := weir.NewConfig(weir.ConfigOptions{Defaults: defaults})
	if err != nil {
		panic(err)
	}
	defer config.Close()
	more, _ := weir.ParseJSON(`{"pool": {"workers": 8}}`)
	changed, _ := config.Update(more)
	now, _ := config.Snapshot()
	fmt.Println(changed, now)
	// Output: true {"pool":{"workers":8}}
}
