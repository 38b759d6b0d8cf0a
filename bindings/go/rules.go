// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_json.h"
*/
import "C"

import (
	"runtime"
	"runtime/cgo"
	"strings"
	"sync/atomic"
	"unsafe"
)

// Level is how much a finding or a line of a log matters.
type Level uint32

// The levels.
const (
	Debug   Level = C.WEIR_LEVEL_DEBUG
	Info    Level = C.WEIR_LEVEL_INFO
	Warning Level = C.WEIR_LEVEL_WARNING
	Failure Level = C.WEIR_LEVEL_ERROR
	// Suggestion is of findings only: not wrong, and could be better.
	Suggestion Level = C.WEIR_LEVEL_SUGGESTION
)

// String names the level.
func (l Level) String() string {
	switch l {
	case Debug:
		return "debug"
	case Info:
		return "info"
	case Warning:
		return "warning"
	case Failure:
		return "error"
	case Suggestion:
		return "suggestion"
	}
	return "unknown"
}

// Thoroughness is the level a rule runs at, and that a validation asks for.
type Thoroughness uint32

// A rule runs at its own level and at every higher one.
const (
	Fast       Thoroughness = C.WEIR_VALIDATE_FAST
	Standard   Thoroughness = C.WEIR_VALIDATE_STANDARD
	Thorough   Thoroughness = C.WEIR_VALIDATE_THOROUGH
	Exhaustive Thoroughness = C.WEIR_VALIDATE_EXHAUSTIVE
	// OnDemand is for rules only: they run when asked for by name, or when another comes after them.
	OnDemand Thoroughness = C.WEIR_VALIDATE_ON_DEMAND
)

// Allow is a set of types that a value may have.
type Allow uint32

// Types to be combined with |.
const (
	AllowNull    Allow = C.WEIR_ALLOW_NULL
	AllowBool    Allow = C.WEIR_ALLOW_BOOL
	AllowNumber  Allow = C.WEIR_ALLOW_NUMBER
	AllowString  Allow = C.WEIR_ALLOW_STRING
	AllowArray   Allow = C.WEIR_ALLOW_ARRAY
	AllowObject  Allow = C.WEIR_ALLOW_OBJECT
	AllowInteger Allow = C.WEIR_ALLOW_INTEGER // a number without a fraction
	AllowAny     Allow = C.WEIR_ALLOW_ANY
)

// PathFlags is what is asked of a path; 0 asks for a text that is not empty.
type PathFlags uint32

// What can be asked, combined with |.
const (
	PathExists    PathFlags = C.WEIR_PATH_EXISTS
	PathFile      PathFlags = C.WEIR_PATH_FILE
	PathDirectory PathFlags = C.WEIR_PATH_DIRECTORY
	PathCreate    PathFlags = C.WEIR_PATH_CREATE
	PathWritable  PathFlags = C.WEIR_PATH_WRITABLE
)

// RuleOptions is what every rule can be given. The zero value means the defaults.
type RuleOptions struct {
	Severity Level        // 0: Failure; only those reject
	Level    Thoroughness // 0: Fast
	Name     string       // "": the kind, such as "range"
	Hint     string       // "": the rule's own
}

// ValidateOptions is how a validation goes. The zero value means the defaults.
type ValidateOptions struct {
	Strict bool         // keys that no rule names are warnings
	Level  Thoroughness // 0: Standard
}

func one[T any](options []T) (T, error) {
	var option T
	if len(options) > 1 {
		return option, invalid("more than one set of options was given")
	}
	if len(options) == 1 {
		option = options[0]
	}
	return option, nil
}

// Rules is a set of rules for configurations. Any number of goroutines may use it; a validation uses
// the rules as they were when it began.
//
// A field is a key of the top level ("batch_size") or an RFC 6901 pointer ("/hardware/threads").
type Rules struct{ handle }

func (s *Rules) own() *handle {
	if s == nil {
		return nil
	}
	return &s.handle
}

func newRules(r C.wgo) (*Rules, error) {
	if err := check(r); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_rules_free((*C.weir_rules)(p)) }
	return net(&Rules{newHandle("Rules", r.handle, free)}), nil
}

// NewRules makes an empty set.
func NewRules() (*Rules, error) { return newRules(C.wgo_rules_create()) }

// DefaultRules gives the one set that the process shares. A library should make its own.
func DefaultRules() (*Rules, error) { return newRules(C.wgo_rules_default()) }

// Close ends the set. Reports stay good.
func (s *Rules) Close() error { return s.own().close() }

// Clear removes every rule.
func (s *Rules) Clear() error {
	p, err := s.own().use()
	if err != nil {
		return err
	}
	defer s.done()
	return check(C.wgo_rules_clear((*C.weir_rules)(p)))
}

// Count counts the rules; 0 for a closed set.
func (s *Rules) Count() int {
	p, err := s.own().use()
	if err != nil {
		return 0
	}
	defer s.done()
	return int(C.weir_rules_count((*C.weir_rules)(p)))
}

func (s *Rules) add(kind uint32, field string, low, high float64, mask uint32, pattern string,
	options []RuleOptions) error {
	o, err := one(options)
	if err != nil {
		return err
	}
	p, err := s.own().use()
	if err != nil {
		return err
	}
	defer s.done()
	return check(C.wgo_rules_add((*C.weir_rules)(p), C.uint32_t(kind), field, C.double(low),
		C.double(high), C.uint32_t(mask), pattern, C.uint32_t(o.Severity), C.uint32_t(o.Level),
		o.Name, o.Hint))
}

// AddLOD: lod_level is one of LOD2, LOD3, ASPRS, MINIMAL, FULL.
func (s *Rules) AddLOD(options ...RuleOptions) error {
	return s.add(C.WGO_LOD, "", 0, 0, 0, "", options)
}

// AddGPU: gpu_memory_fraction is a number above 0 and at most 1.
func (s *Rules) AddGPU(options ...RuleOptions) error {
	return s.add(C.WGO_GPU, "", 0, 0, 0, "", options)
}

// AddRequired: the field is there, if only as null.
func (s *Rules) AddRequired(field string, options ...RuleOptions) error {
	return s.add(C.WGO_REQUIRED, field, 0, 0, 0, "", options)
}

// AddRange: the field is a number from low to high, both included.
func (s *Rules) AddRange(field string, low, high float64, options ...RuleOptions) error {
	return s.add(C.WGO_RANGE, field, low, high, 0, "", options)
}

// AddType: the field has one of the allowed types.
func (s *Rules) AddType(field string, allowed Allow, options ...RuleOptions) error {
	return s.add(C.WGO_TYPE, field, 0, 0, uint32(allowed), "", options)
}

// AddPattern: the field is a text in which the pattern, of RE2's syntax, is found.
func (s *Rules) AddPattern(field, pattern string, options ...RuleOptions) error {
	return s.add(C.WGO_PATTERN, field, 0, 0, 0, pattern, options)
}

// AddPath: the field is a path that is as flags ask, when validated.
func (s *Rules) AddPath(field string, flags PathFlags, options ...RuleOptions) error {
	return s.add(C.WGO_PATH, field, 0, 0, uint32(flags), "", options)
}

// AddChoice: the field is one of these texts.
func (s *Rules) AddChoice(field string, choices []string, options ...RuleOptions) error {
	o, err := one(options)
	if err != nil {
		return err
	}
	var list strings.Builder
	for _, choice := range choices {
		if strings.IndexByte(choice, 0) >= 0 {
			return invalid("a choice with a zero byte inside")
		}
		list.WriteString(choice)
		list.WriteByte(0)
	}
	p, err := s.own().use()
	if err != nil {
		return err
	}
	defer s.done()
	return check(C.wgo_rules_add_choice((*C.weir_rules)(p), field, list.String(),
		C.size_t(len(choices)), C.uint32_t(o.Severity), C.uint32_t(o.Level), o.Name, o.Hint))
}

// AddDocument adds the rules of a document, {"rules": [...]}: all of them or none.
func (s *Rules) AddDocument(document *JSON) error {
	p, err := s.own().use()
	if err != nil {
		return err
	}
	defer s.done()
	d, err := document.own().use()
	if err != nil {
		return err
	}
	defer document.done()
	return check(C.wgo_rules_add_document((*C.weir_rules)(p), (*C.weir_json)(d)))
}

// Load adds a ready-made set, or the rules of a file when the name has a / or a . in it.
func (s *Rules) Load(name string) error {
	p, err := s.own().use()
	if err != nil {
		return err
	}
	defer s.done()
	return check(C.wgo_rules_load((*C.weir_rules)(p), name))
}

// Arrange tells rules by name when they run, as weir/rule_files.h tells: all or none.
func (s *Rules) Arrange(document *JSON) error {
	p, err := s.own().use()
	if err != nil {
		return err
	}
	defer s.done()
	d, err := document.own().use()
	if err != nil {
		return err
	}
	defer document.done()
	return check(C.wgo_rules_arrange((*C.weir_rules)(p), (*C.weir_json)(d)))
}

// RuleFunc is a rule of your own: whether the configuration holds it. What it says becomes the
// finding. An error, or a panic, is one failed rule with that text; the others still run.
//
// It runs in the goroutine that validates, in several at once if several do. Both arguments are good
// during the call only.
type RuleFunc func(config *JSON, say *Sink) (bool, error)

// AddFunc adds a rule of your own, under a name of yours (that of options is not used).
func (s *Rules) AddFunc(name string, rule RuleFunc, options ...RuleOptions) error {
	o, err := one(options)
	if err != nil {
		return err
	}
	if rule == nil {
		return invalid("rule " + name + ": its function is nil")
	}
	p, err := s.own().use()
	if err != nil {
		return err
	}
	defer s.done()
	user := cgo.NewHandle(rule) // ended by weirgoDrop, also when this fails
	return check(C.wgo_rules_add_custom((*C.weir_rules)(p), name, C.uintptr_t(user),
		C.uint32_t(o.Severity), C.uint32_t(o.Level), o.Hint))
}

// Sink is where a rule says what is wrong.
type Sink struct{ handle }

func (s *Sink) say(what uint32, text string) error {
	if s == nil {
		return invalid("a nil Sink")
	}
	p, err := s.use()
	if err != nil {
		return err
	}
	defer s.done()
	return check(C.wgo_sink((*C.weir_finding_sink)(p), C.uint32_t(what), text))
}

// Message says what is wrong. Said again, it is added.
func (s *Sink) Message(text string) error { return s.say(0, text) }

// Hint says what to do about it.
func (s *Sink) Hint(text string) error { return s.say(1, text) }

// Field says where it is.
func (s *Sink) Field(field string) error { return s.say(2, field) }

// leave ends what was lent for a call, once nobody is using it.
func (h *handle) leave() {
	_ = h.close()
	for atomic.LoadInt32(&h.refs) != 0 {
		runtime.Gosched()
	}
}

func runRule(rule RuleFunc, config, sink unsafe.Pointer) (result int32) {
	given := &struct {
		config JSON
		sink   Sink
	}{JSON{newHandle("JSON", config, nil)}, Sink{newHandle("Sink", sink, nil)}}
	defer given.config.leave()
	defer given.sink.leave()
	tell := func(err error) { // cut at a zero byte, which no text of the library's may hold
		text, _, _ := strings.Cut(err.Error(), "\x00")
		_ = given.sink.Message(text)
		result = -1
	}
	defer func() {
		if p := recover(); p != nil {
			tell(caught(p))
		}
	}()
	holds, err := rule(&given.config, &given.sink)
	if err != nil {
		tell(err)
	} else if holds {
		result = 1
	}
	return result
}

// Validate runs all rules of a level and reports all that they find.
func (s *Rules) Validate(config *JSON, options ...ValidateOptions) (*Report, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	p, err := s.own().use()
	if err != nil {
		return nil, err
	}
	defer s.done()
	c, err := config.own().use()
	if err != nil {
		return nil, err
	}
	defer config.done()
	var strict C.uint32_t
	if o.Strict {
		strict = 1
	}
	r := C.wgo_rules_validate((*C.weir_rules)(p), (*C.weir_json)(c), strict, C.uint32_t(o.Level))
	if err := check(r); err != nil {
		return nil, err
	}
	return newReport(r.handle), nil
}

// Check runs the fast rules until the first that fails, whose finding is then the error: one that
// errors.Is(err, ErrRejected). It is the short way, for a hot path.
func (s *Rules) Check(config *JSON) error {
	p, err := s.own().use()
	if err != nil {
		return err
	}
	defer s.done()
	c, err := config.own().use()
	if err != nil {
		return err
	}
	defer config.done()
	if r := C.wgo_rules_check((*C.weir_rules)(p), (*C.weir_json)(c)); r.status != C.WEIR_OK {
		return failed(r)
	}
	return nil
}
