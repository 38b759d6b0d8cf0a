// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: every function of the package is called by a test or an example, and what the scenario has
// no room for does what its comment says.

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unsafe"

	"weir"
)

// Called by packages of Go's own: errors.Is, encoding/json, context.
var implicit = map[string]bool{"Unwrap": true, "MarshalJSON": true, "Deadline": true, "Err": true}

func TestEveryFunctionIsTested(t *testing.T) {
	var tests strings.Builder
	for _, file := range must(filepath.Glob("*_test.go")) {
		tests.Write(must(os.ReadFile(file)))
	}
	text := tests.String()
	outside := func(info fs.FileInfo) bool { return !strings.HasSuffix(info.Name(), "_test.go") }
	parsed := must(parser.ParseDir(token.NewFileSet(), ".", outside, 0))
	count := 0
	for _, file := range parsed["weir"].Files {
		for _, declared := range file.Decls {
			function, is := declared.(*ast.FuncDecl)
			if !is || !function.Name.IsExported() || implicit[function.Name.Name] {
				continue
			}
			count++
			if !regexp.MustCompile(`\.` + function.Name.Name + `(\(|\[|\b)`).MatchString(text) {
				t.Errorf("%s is in no test and no example", function.Name.Name)
			}
		}
	}
	if count < 120 {
		t.Error("the package was not read rightly", count)
	}
}

func equal(t *testing.T, wanted, seen any) {
	t.Helper()
	if !reflect.DeepEqual(wanted, seen) {
		t.Errorf("wanted %v, saw %v", wanted, seen)
	}
}

func TestTheLibrary(t *testing.T) {
	equal(t, uint32(1), weir.ABIVersion())
	equal(t, true, strings.HasPrefix(weir.Version(), "0."))
	equal(t, "WEIR_E_PARSE", weir.Parse.String())
	equal(t, "high vegetation", weir.ClassName(weir.ClassHighVegetation))
	equal(t, "other", weir.ClassName(200))
	equal(t, weir.LOD3, must(weir.ParseLOD("LOD3")))
	_, err := weir.ParseLOD("LOD4")
	is(t, err, weir.ErrMiss)
}

func TestJSONAsValues(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.json")
	ok(t, os.WriteFile(path, []byte(`{"b": true, "list": [1, 2], "o": {"x": 1, "y": 2}, "n": null}`), 0o600))
	config := must(weir.ReadJSON(path))
	defer config.Close()
	_, err := weir.ReadJSON(filepath.Join(t.TempDir(), "none.json"))
	is(t, err, weir.ErrNotFound)
	for pointer, wanted := range map[string]weir.JSONType{"": weir.JSONObject, "/b": weir.JSONBool,
		"/list": weir.JSONArray, "/list/0": weir.JSONNumber, "/n": weir.JSONNull} {
		kind, found, err := config.Type(pointer)
		equal(t, []any{wanted, true, nil}, []any{kind, found, err})
	}
	_, found, err := config.Type("/none")
	equal(t, []any{false, nil}, []any{found, err})
	b, found, err := config.Bool("/b")
	equal(t, []any{true, true, nil}, []any{b, found, err})
	_, _, err = config.Bool("/list")
	is(t, err, weir.ErrInvalid)
	count, found, err := config.Count("/o")
	equal(t, []any{2, true, nil}, []any{count, found, err})
	equal(t, []string{"x", "y"}, must(config.Keys("/o")))
	equal(t, `{"config":{"b":true,"list":[1,2],"o":{"x":1,"y":2},"n":null}}`,
		string(must(json.Marshal(map[string]any{"config": config}))))
}

func TestRulesAsData(t *testing.T) {
	rules := must(weir.NewRules())
	defer rules.Close()
	ok(t, rules.Load("cache"))
	is(t, rules.Load("cachee"), weir.ErrNotFound)
	ok(t, rules.AddRequired("id", weir.RuleOptions{Name: "id", Severity: weir.Suggestion}))
	ok(t, rules.AddRange("id", 1, 2, weir.RuleOptions{Name: "range", Level: weir.OnDemand}))
	circle := must(weir.ParseJSON(`{"id": {"after": ["range"]}, "range": {"after": ["id"]}}`))
	defer circle.Close()
	is(t, rules.Arrange(circle), weir.ErrInvalid)
	order := must(weir.ParseJSON(`{"range": {"after": ["id"], "level": "fast"}}`))
	defer order.Close()
	ok(t, rules.Arrange(order))
	config := must(weir.ParseJSON(`{}`))
	defer config.Close()
	report := must(rules.Validate(config))
	defer report.Close()
	equal(t, true, report.Valid())
	equal(t, 1, report.Count(weir.Suggestion))
	equal(t, "suggestion", weir.Suggestion.String())
	equal(t, true, strings.Contains(must(report.Summary()), "skipped: rule range, as id did not hold"))
}

func TestEveryKindOfRule(t *testing.T) {
	folder := t.TempDir()
	rules := must(weir.NewRules())
	defer rules.Close()
	ok(t, rules.AddLOD())
	ok(t, rules.AddGPU())
	ok(t, rules.AddType("list", weir.AllowArray|weir.AllowNull))
	ok(t, rules.AddPattern("name", "^[a-z]+$"))
	ok(t, rules.AddPath("out", weir.PathExists|weir.PathDirectory))
	ok(t, rules.AddChoice("mode", []string{"fast", "exact"}))
	is(t, rules.AddPattern("name", "("), weir.ErrInvalid)
	document := must(weir.ParseJSON(`{"rules": [{"rule": "required", "field": "id"}]}`))
	defer document.Close()
	ok(t, rules.AddDocument(document))
	ok(t, rules.AddFunc("deep", func(config *weir.JSON, say *weir.Sink) (bool, error) {
		return false, say.Field("/deep/est")
	}))
	equal(t, 8, rules.Count())

	bad := must(weir.ParseJSON(`{"lod_level": "LOD4", "gpu_memory_fraction": 2, "list": 1, "name": "X",
		"out": "/none/such", "mode": "slow"}`))
	defer bad.Close()
	report := must(rules.Validate(bad))
	defer report.Close()
	var places []string
	for _, found := range must(report.Findings()) {
		places = append(places, found.Pointer)
	}
	equal(t, []string{"/lod_level", "/gpu_memory_fraction", "/list", "/name", "/out", "/mode", "/id",
		"/deep/est"}, places)
	equal(t, true, strings.HasPrefix(report.String(), "FAILED: 8 errors"))
	ok(t, report.Close())
	equal(t, true, strings.Contains(report.String(), "closed"))

	ok(t, rules.Clear())
	equal(t, 0, rules.Count())
	good := must(weir.ParseJSON(`{"out": "` + folder + `"}`))
	defer good.Close()
	ok(t, rules.AddPath("out", weir.PathWritable))
	ok(t, rules.Check(good))

	shared := must(weir.DefaultRules())
	defer shared.Close()
	equal(t, 0, shared.Count())
}

func TestAProfilersWords(t *testing.T) {
	profiler := must(weir.NewProfiler(nil, weir.ProfilerOptions{PhaseLimit: 10}))
	defer profiler.Close()
	ok(t, profiler.Configure(weir.ProfilerOptions{TrackMemory: true}))
	for _, name := range []string{"run", "load", "parse"} {
		ok(t, profiler.StartPhase(name))
	}
	ok(t, profiler.RecordMetric("rows", 3))
	ok(t, profiler.RecordMetric("rows", 5))
	stats, found, err := profiler.EndPhaseNamed("load") // and parse inside it
	equal(t, []any{uint64(1), true, nil}, []any{stats.Count, found, err})
	_, _, err = profiler.EndPhase()
	ok(t, err)

	summary := must(profiler.Summary())
	equal(t, []uint64{3, 0, 1}, []uint64{summary.PhaseCount, summary.OpenCount, summary.SweptCount})
	equal(t, 3, must(profiler.PhaseCount()))
	var paths []string
	for _, phase := range must(profiler.Phases()) {
		paths = append(paths, phase.Path)
		equal(t, true, phase.HasMemory && phase.Total >= phase.Last && phase.Last > time.Duration(0))
	}
	equal(t, []string{"run", "run/load", "run/load/parse"}, paths)
	metrics := must(profiler.Metrics("parse"))
	equal(t, []any{1, "rows", 4.0}, []any{len(metrics), metrics[0].Name, metrics[0].Mean})
	everywhere, found, err := profiler.MetricStatsEverywhere("rows")
	equal(t, []any{uint64(2), 5.0, true, nil}, []any{everywhere.Count, everywhere.Last, found, err})
	equal(t, true, strings.Contains(must(profiler.Report()), "parse"))
	equal(t, true, json.Valid([]byte(must(profiler.ReportJSON()))))
	ok(t, profiler.Reset())
	equal(t, 0, must(profiler.PhaseCount()))
}

func TestARuntimesWords(t *testing.T) {
	shared, again := must(weir.DefaultRuntime()), must(weir.DefaultRuntime())
	ok(t, shared.Close())
	equal(t, true, json.Valid([]byte(must(again.Info()))))
	ok(t, again.Close())

	runtime := must(weir.NewRuntime())
	defer runtime.Close()
	buffer := must(weir.NewBuffer(runtime, 1<<20))
	defer buffer.Close()
	aligned := must(weir.NewAlignedBuffer(runtime, 100, 4096))
	defer aligned.Close()
	equal(t, uintptr(0), uintptr(unsafe.Pointer(&aligned.Bytes()[0]))%4096)
	_, err := weir.NewAlignedBuffer(runtime, 100, 3)
	is(t, err, weir.ErrInvalid)
	var held uint64
	for _, module := range must(runtime.MemoryModules()) {
		held += module.UsedBytes
	}
	equal(t, must(runtime.MemoryStats()).UsedBytes, held)
	ok(t, runtime.SetMemoryBudget(2<<20))
	_, err = weir.NewBuffer(runtime, 4<<20)
	is(t, err, weir.ErrNoMemory)
}

func TestAStreamsWords(t *testing.T) {
	pool := pool(t)
	ok(t, pool.Configure(weir.StreamPoolOptions{Size: 2, DefaultPriority: 5}))
	equal(t, 2, must(pool.Size()))
	stream := must(pool.Stream(1))
	defer stream.Close()
	_, _, s, d := two(t, make([]float32, 1000))
	ticket := must(stream.Transfer(d, s))
	defer ticket.Close()
	ok(t, ticket.Wait(nil))
	done, total, err := ticket.Progress()
	equal(t, []any{uint64(1), uint64(1), nil}, []any{done, total, err})
	ok(t, stream.Synchronize(nil))
	stats := must(stream.Stats())
	equal(t, []any{uint32(1), int32(5), uint64(1), uint64(4000)},
		[]any{stats.Index, stats.Priority, stats.TransferCount, stats.BytesTransferred})
	equal(t, []any{"", 1}, []any{must(stream.LastError()), must(stream.Index())})
	_, err = pool.Stream(2)
	is(t, err, weir.ErrInvalid)
}

func TestATilesColumns(t *testing.T) {
	folder, runtime := t.TempDir(), must(weir.NewRuntime())
	defer runtime.Close()
	path := filepath.Join(folder, "tile.las")
	ok(t, weir.WriteSynthetic(nil, path, weir.SyntheticOptions{Seed: 7, PointCount: 2000}))
	tile := must(weir.OpenTile(runtime, path))
	defer tile.Close()
	count := must(tile.Info()).PointCount
	lengths := []int{len(must(tile.Intensity(0, count))), len(must(tile.ReturnNumber(0, count))),
		len(must(tile.ReturnCount(0, count))), len(must(tile.Classification(0, count))),
		len(must(tile.SourceID(0, count))), len(must(tile.XYZ(0, count))) / 3}
	for _, length := range lengths {
		equal(t, int(count), length)
	}
	// What the format of these points has no room for is an answer of its own.
	for _, err := range []error{second(tile.GPSTime(0, count)), second(tile.Color(0, count))} {
		if err != nil {
			is(t, err, weir.ErrMiss)
		}
	}
	_, err := tile.Intensity(count, 1)
	is(t, err, weir.ErrInvalid)
	picture := filepath.Join(folder, "tile.png")
	ok(t, weir.WritePicture(nil, runtime, picture, must(tile.XYZ(0, count)), must(tile.Classification(0, count))))
	equal(t, "\x89PNG", string(must(os.ReadFile(picture))[:4]))
}

func second[T any](_ T, err error) error { return err }
