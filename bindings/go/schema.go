// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_schema.h"
*/
import "C"

import "unsafe"

// Schema is a JSON Schema, compiled once and asked often. Any number of goroutines may ask it.
type Schema struct{ handle }

// SchemaDraft is which draft a schema is of that does not name its own.
type SchemaDraft uint32

// The drafts that are known.
const (
	Draft7       SchemaDraft = C.WEIR_SCHEMA_DRAFT_7
	Draft2019_09 SchemaDraft = C.WEIR_SCHEMA_DRAFT_2019_09
	Draft2020_12 SchemaDraft = C.WEIR_SCHEMA_DRAFT_2020_12
)

// SchemaOptions is how a schema is compiled. The zero value means the defaults.
type SchemaOptions struct {
	Draft       SchemaDraft // 0: Draft2020_12
	Formats     bool        // "format" has to hold
	Strict      bool        // unknown keywords are refused, with the nearest one
	MaxFindings int         // of one validation; 0: 100
	URI         string      // where the schema comes from
	Documents   *JSON       // {"URI": schema, ...} that may be referred to; nothing is ever fetched
}

func (s *Schema) own() *handle {
	if s == nil {
		return nil
	}
	return &s.handle
}

// CompileSchema compiles a schema. What is wrong with it is told with line, column and pointer.
func CompileSchema(text string, options ...SchemaOptions) (*Schema, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	var flags C.uint32_t
	if o.Formats {
		flags |= C.WEIR_SCHEMA_FORMATS
	}
	if o.Strict {
		flags |= C.WEIR_SCHEMA_STRICT
	}
	var documents *C.weir_json
	if o.Documents != nil {
		p, err := o.Documents.own().use()
		if err != nil {
			return nil, err
		}
		defer o.Documents.done()
		documents = (*C.weir_json)(p)
	}
	r := C.wgo_schema_compile(text, C.uint32_t(o.Draft), flags, C.uint32_t(o.MaxFindings), o.URI,
		documents)
	if err := check(r); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_schema_free((*C.weir_schema)(p)) }
	return net(&Schema{newHandle("Schema", r.handle, free)}), nil
}

// Close ends the schema. Rules made of it stay good.
func (s *Schema) Close() error { return s.own().close() }

// Check gives the verdict on a JSON text, the short way.
func (s *Schema) Check(text string) (bool, error) {
	p, err := s.own().use()
	if err != nil {
		return false, err
	}
	defer s.done()
	r := C.wgo_schema_check((*C.weir_schema)(p), text)
	return r.status == C.WEIR_OK, check(r)
}

// Validate gives the verdict and, when it is no, why: with lines and columns.
func (s *Schema) Validate(text string) (*Report, error) {
	p, err := s.own().use()
	if err != nil {
		return nil, err
	}
	defer s.done()
	r := C.wgo_schema_validate((*C.weir_schema)(p), text)
	if err := check(r); err != nil {
		return nil, err
	}
	return newReport(r.handle), nil
}

// AddSchema: the value at the field fits a schema.
func (s *Rules) AddSchema(field string, schema *Schema, options ...RuleOptions) error {
	o, err := one(options)
	if err != nil {
		return err
	}
	p, err := s.own().use()
	if err != nil {
		return err
	}
	defer s.done()
	q, err := schema.own().use()
	if err != nil {
		return err
	}
	defer schema.done()
	return check(C.wgo_rules_add_schema((*C.weir_rules)(p), field, (*C.weir_schema)(q),
		C.uint32_t(o.Severity), C.uint32_t(o.Level), o.Name, o.Hint))
}
