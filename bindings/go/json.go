// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_json.h"
*/
import "C"

import (
	"encoding/json"
	"unsafe"
)

// JSON is a JSON value, read strictly. It never changes; any number of goroutines may read it.
//
// Places in it are named by RFC 6901 pointers: "" is the whole, "/a/0/b" the member b of the first
// item of a. The second result of a getter is false when nothing is there, which is no error.
type JSON struct{ handle }

// JSONType is what a value is.
type JSONType uint32

// The types of values.
const (
	JSONNull   JSONType = C.WEIR_JSON_NULL
	JSONBool   JSONType = C.WEIR_JSON_BOOL
	JSONNumber JSONType = C.WEIR_JSON_NUMBER
	JSONString JSONType = C.WEIR_JSON_STRING
	JSONArray  JSONType = C.WEIR_JSON_ARRAY
	JSONObject JSONType = C.WEIR_JSON_OBJECT
)

// JSONStyle is how a value is written.
type JSONStyle uint32

// The styles: on one line; two spaces a level; one text for one value, as RFC 8785.
const (
	Compact   JSONStyle = 0
	Pretty    JSONStyle = C.WEIR_JSON_PRETTY
	Canonical JSONStyle = C.WEIR_JSON_CANONICAL
)

func (j *JSON) own() *handle {
	if j == nil {
		return nil
	}
	return &j.handle
}

func freeJSON(p unsafe.Pointer) { C.weir_json_free((*C.weir_json)(p)) }

func newJSON(r C.wgo) (*JSON, error) {
	if err := check(r); err != nil {
		return nil, err
	}
	return net(&JSON{newHandle("JSON", r.handle, freeJSON)}), nil
}

// ParseJSON reads a text. What is wrong with it is told with line, column and pointer (ErrParse).
func ParseJSON(text string) (*JSON, error) { return newJSON(C.wgo_json_parse(text)) }

// ReadJSON reads a file, whole.
func ReadJSON(path string) (*JSON, error) { return newJSON(C.wgo_json_read_file(path)) }

// Close ends it. Closing twice is fine.
func (j *JSON) Close() error { return j.own().close() }

// Type tells what is at a place.
func (j *JSON) Type(pointer string) (JSONType, bool, error) {
	p, err := j.own().use()
	if err != nil {
		return 0, false, err
	}
	defer j.done()
	r := C.wgo_json_type_at((*C.weir_json)(p), pointer)
	return JSONType(r.u), r.status == C.WEIR_OK, check(r)
}

// Bool gets true or false; no number or text is read as one.
func (j *JSON) Bool(pointer string) (bool, bool, error) {
	p, err := j.own().use()
	if err != nil {
		return false, false, err
	}
	defer j.done()
	r := C.wgo_json_get_bool((*C.weir_json)(p), pointer)
	return r.u != 0, r.status == C.WEIR_OK, check(r)
}

// Int64 gets a whole number, exactly.
func (j *JSON) Int64(pointer string) (int64, bool, error) {
	p, err := j.own().use()
	if err != nil {
		return 0, false, err
	}
	defer j.done()
	r := C.wgo_json_get_int64((*C.weir_json)(p), pointer)
	return int64(r.n), r.status == C.WEIR_OK, check(r)
}

// Float64 gets a number as the float64 nearest to it.
func (j *JSON) Float64(pointer string) (float64, bool, error) {
	p, err := j.own().use()
	if err != nil {
		return 0, false, err
	}
	defer j.done()
	r := C.wgo_json_get_double((*C.weir_json)(p), pointer)
	return float64(r.d), r.status == C.WEIR_OK, check(r)
}

// Text gets a text.
func (j *JSON) Text(pointer string) (string, bool, error) {
	p, err := j.own().use()
	if err != nil {
		return "", false, err
	}
	defer j.done()
	r := C.wgo_json_get_string((*C.weir_json)(p), pointer)
	return lent(r.text, r.n), r.status == C.WEIR_OK, check(r)
}

// Count counts an array's items or an object's members.
func (j *JSON) Count(pointer string) (int, bool, error) {
	p, err := j.own().use()
	if err != nil {
		return 0, false, err
	}
	defer j.done()
	r := C.wgo_json_get_count((*C.weir_json)(p), pointer)
	return int(r.n), r.status == C.WEIR_OK, check(r)
}

// Keys lists an object's names, in the order of the text; nil when nothing is there.
func (j *JSON) Keys(pointer string) ([]string, error) {
	p, err := j.own().use()
	if err != nil {
		return nil, err
	}
	defer j.done()
	var keys []string
	for {
		r := C.wgo_json_get_key((*C.weir_json)(p), pointer, C.uint64_t(len(keys)))
		if r.status != C.WEIR_OK {
			return keys, check(r)
		}
		keys = append(keys, lent(r.text, r.n))
	}
}

// Write writes the value at a place as JSON text; ErrMiss when nothing is there.
func (j *JSON) Write(pointer string, style JSONStyle) (string, error) {
	p, err := j.own().use()
	if err != nil {
		return "", err
	}
	defer j.done()
	r := C.wgo_json_write((*C.weir_json)(p), pointer, C.uint32_t(style))
	if r.status == C.WEIR_MISS {
		return "", &Error{Status: Miss, Text: "nothing is at " + pointer}
	}
	return told(r)
}

// Decode reads the value at a place into v, as encoding/json does.
func (j *JSON) Decode(pointer string, v any) error {
	text, err := j.Write(pointer, Compact)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), v)
}

// MarshalJSON makes it a value for encoding/json.
func (j *JSON) MarshalJSON() ([]byte, error) {
	text, err := j.Write("", Compact)
	return []byte(text), err
}

// String writes it on one line, or says why it cannot.
func (j *JSON) String() string {
	text, err := j.Write("", Compact)
	if err != nil {
		return err.Error()
	}
	return text
}
