// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: a schema compiles, judges texts, tells line, column and hint, refers only to what it was
// given, and is a rule among others.

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"weir"
)

const toolSchema = `{"type": "object", "required": ["input"],
  "properties": {"input": {"type": "string"}, "batch_size": {"type": "integer", "minimum": 1},
    "started": {"format": "date"}, "output": {"$ref": "https://example.org/output"}},
  "additionalProperties": false}`

func TestSchema(t *testing.T) {
	if _, err := weir.CompileSchema(toolSchema); !errors.Is(err, weir.ErrNotFound) ||
		!strings.Contains(err.Error(), "https://example.org/output") {
		t.Fatal("nothing is fetched", err)
	}
	documents := must(weir.ParseJSON(`{"https://example.org/output": {"type": "string"}}`))
	defer documents.Close()
	schema := must(weir.CompileSchema(toolSchema, weir.SchemaOptions{Formats: true, Documents: documents}))
	defer schema.Close()
	if !must(schema.Check(`{"input": "a.las"}`)) || must(schema.Check(`{"input": 1}`)) {
		t.Fatal("the verdict")
	}
	if _, err := schema.Check("{"); !errors.Is(err, weir.ErrParse) {
		t.Fatal("no JSON", err)
	}
	report := must(schema.Validate("{\"input\": \"a\",\n \"batch_sise\": 1, \"started\": \"now\"}"))
	defer report.Close()
	found := must(report.Findings())
	if len(found) != 2 || found[0].Line != 2 || found[0].Column != 2 ||
		!strings.Contains(found[0].Hint, "batch_size") || found[1].Rule != "format" ||
		!strings.Contains(found[1].Schema, "/properties/started/format") {
		t.Fatalf("%+v", found)
	}
	for _, style := range []weir.ReportStyle{weir.StyleText, weir.StyleColours, weir.StyleJSON,
		weir.StyleBasic, weir.StyleDetailed, weir.StyleSARIF} {
		if must(report.Write(style, "config.json")) == "" {
			t.Fatal("nothing was written in style", style)
		}
	}
	if _, err := report.Write(99, ""); !errors.Is(err, weir.ErrInvalid) {
		t.Fatal("no such style", err)
	}
	rules := must(weir.NewRules())
	defer rules.Close()
	if err := rules.AddSchema("/run", schema, weir.RuleOptions{Severity: weir.Warning}); err != nil {
		t.Fatal(err)
	}
	config := must(weir.ParseJSON(`{"run": {"input": 5}}`))
	defer config.Close()
	judged := must(rules.Validate(config))
	defer judged.Close()
	if !judged.Valid() || must(judged.Findings())[0].Pointer != "/run/input" {
		t.Fatal("a warning about /run/input", must(judged.Summary()))
	}
	if _, err := weir.CompileSchema(`{"minimun": 1}`, weir.SchemaOptions{Strict: true}); err == nil ||
		!strings.Contains(err.Error(), "minimum") {
		t.Fatal("a keyword that is none", err)
	}
}

func ExampleCompileSchema() {
	schema, err := weir.CompileSchema(`{"properties": {"mode": {"enum": ["fast", "best"]}}}`)
	if err != nil {
		panic(err)
	}
	defer schema.Close()
	report, err := schema.Validate(`{"mode": "fsat"}`)
	if err != nil {
		panic(err)
	}
	defer report.Close()
	findings, _ := report.Findings()
	fmt.Println(findings[0].Message, findings[0].Hint)
	// Output: "fsat" is not one of "fast", "best" did you mean "fast"?
}
