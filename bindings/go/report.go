// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_json.h"
*/
import "C"

import "unsafe"

// Report is what a validation found. Any number of goroutines may read it, but not while one adds.
type Report struct{ handle }

// Finding is one thing that a validation has to say.
type Finding struct {
	Severity Level
	Rule     string
	Pointer  string // "" for the whole configuration
	Message  string
	Hint     string
	Schema   string // where a JSON Schema says so; else ""
	Line     int    // in the text that was judged, from 1; 0 when there was none
	Column   int
}

// ReportStyle is how a report is written.
type ReportStyle uint32

// The styles: for people, for programs, JSON Schema's own output formats, and SARIF for CI.
const (
	StyleText     ReportStyle = C.WEIR_REPORT_STYLE_TEXT
	StyleColours  ReportStyle = C.WEIR_REPORT_STYLE_COLOURS
	StyleJSON     ReportStyle = C.WEIR_REPORT_STYLE_JSON
	StyleBasic    ReportStyle = C.WEIR_REPORT_STYLE_BASIC
	StyleDetailed ReportStyle = C.WEIR_REPORT_STYLE_DETAILED
	StyleSARIF    ReportStyle = C.WEIR_REPORT_STYLE_SARIF
)

func (r *Report) own() *handle {
	if r == nil {
		return nil
	}
	return &r.handle
}

func newReport(p unsafe.Pointer) *Report {
	free := func(p unsafe.Pointer) { C.weir_report_free((*C.weir_report)(p)) }
	return net(&Report{newHandle("Report", p, free)})
}

// Close ends the report.
func (r *Report) Close() error { return r.own().close() }

// Valid reports whether no finding is a Failure; false for a closed report.
func (r *Report) Valid() bool {
	p, err := r.own().use()
	if err != nil {
		return false
	}
	defer r.done()
	return C.weir_report_is_valid((*C.weir_report)(p)) != 0
}

// Count counts the findings of a severity, or all of them for 0.
func (r *Report) Count(severity Level) int {
	p, err := r.own().use()
	if err != nil {
		return 0
	}
	defer r.done()
	return int(C.weir_report_count((*C.weir_report)(p), C.uint32_t(severity)))
}

// Add adds a finding of your own, before you hand the report on.
func (r *Report) Add(found Finding) error {
	p, err := r.own().use()
	if err != nil {
		return err
	}
	defer r.done()
	return check(C.wgo_report_add((*C.weir_report)(p), C.uint32_t(found.Severity), found.Rule,
		found.Pointer, found.Message, found.Hint))
}

// Findings lists them: rules in the order they were added, then unknown keys.
func (r *Report) Findings() ([]Finding, error) {
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	var list []Finding
	var found C.weir_finding
	for {
		answer := C.wgo_report_finding((*C.weir_report)(p), C.uint64_t(len(list)), &found)
		if answer.status != C.WEIR_OK {
			return list, check(answer)
		}
		list = append(list, Finding{Level(found.severity), C.GoString(found.rule),
			C.GoString(found.pointer), C.GoString(found.message), C.GoString(found.hint),
			C.GoString(found.schema), int(found.line), int(found.column)})
	}
}

// String is Summary, for fmt; what is closed says so.
func (r *Report) String() string {
	text, err := r.Summary()
	if err != nil {
		return err.Error()
	}
	return text
}

// Summary writes the report for people.
func (r *Report) Summary() (string, error) {
	p, err := r.own().use()
	if err != nil {
		return "", err
	}
	defer r.done()
	return told(C.wgo_report_summary((*C.weir_report)(p)))
}

// JSON writes the report for programs.
func (r *Report) JSON() (string, error) {
	p, err := r.own().use()
	if err != nil {
		return "", err
	}
	defer r.done()
	return told(C.wgo_report_json((*C.weir_report)(p)))
}

// Write writes the report in a style; source names what was judged, such as a path.
func (r *Report) Write(style ReportStyle, source string) (string, error) {
	p, err := r.own().use()
	if err != nil {
		return "", err
	}
	defer r.done()
	return told(C.wgo_report_write((*C.weir_report)(p), C.uint32_t(style), source))
}
