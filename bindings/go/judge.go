// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_judge.h"
*/
import "C"

import (
	"context"
	"math"
	"strings"
	"time"
	"unsafe"
)

// JudgeOptions is how a judge judges. The zero value means the defaults.
type JudgeOptions struct {
	Level      Thoroughness // 0: Standard
	Strict     bool         // keys that no rule names are warnings
	Ordered    bool         // results come in the order of the texts
	Fresh      bool         // keep no verdicts
	Workers    uint32       // at most so many at once; 0: all of the runtime
	QueueSize  uint64       // texts whose results were not taken; 0: 4096
	CacheBytes uint64       // of kept verdicts and their texts; 0: 16 MiB
	Profile    string       // rules of other profiles do not run
}

// Judge gives verdicts on many configurations, and on the same one again for the price of a look.
// Any number of goroutines may use it.
type Judge struct{ handle }

func (j *Judge) own() *handle {
	if j == nil {
		return nil
	}
	return &j.handle
}

// NewJudge makes a judge.
func NewJudge(r *Runtime, rules *Rules, options ...JudgeOptions) (*Judge, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	q, err := rules.own().use()
	if err != nil {
		return nil, err
	}
	defer rules.done()
	var flags C.uint32_t
	if o.Strict {
		flags |= C.WEIR_JUDGE_STRICT
	}
	if o.Ordered {
		flags |= C.WEIR_JUDGE_ORDERED
	}
	if o.Fresh {
		flags |= C.WEIR_JUDGE_FRESH
	}
	made := C.wgo_judge_create((*C.weir_runtime)(p), (*C.weir_rules)(q), flags, C.uint32_t(o.Level),
		C.uint32_t(o.Workers), C.uint64_t(o.QueueSize), C.uint64_t(o.CacheBytes), o.Profile)
	if err := check(made); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_judge_free((*C.weir_judge)(p)) }
	return net(&Judge{newHandle("Judge", made.handle, free)}), nil
}

// Close ends the judge: what has not begun never will. Reports stay good.
func (j *Judge) Close() error { return j.own().close() }

// Decide judges a text here and now; with names, by these rules only, whatever their level, and those
// they come after. A context with a Control hears of it, rule by rule.
func (j *Judge) Decide(ctx context.Context, text string, only ...string) (*Report, error) {
	p, err := j.own().use()
	if err != nil {
		return nil, err
	}
	defer j.done()
	l, err := begin(ctx)
	if err != nil {
		return nil, err
	}
	r := C.wgo_judge_decide((*C.weir_judge)(p), text, strings.Join(only, ","), (*C.weir_control)(l.raw))
	if err := l.end(check(r)); err != nil {
		return nil, err
	}
	return newReport(r.handle), nil
}

// Submit leaves a text to the workers; false when results have to be taken first.
func (j *Judge) Submit(text string) (bool, error) {
	p, err := j.own().use()
	if err != nil {
		return false, err
	}
	defer j.done()
	r := C.wgo_judge_submit((*C.weir_judge)(p), text)
	return r.status == C.WEIR_OK, check(r)
}

// Next takes a result: its text's number, from 0, and the report. The report is nil when all were
// taken. A context that is done ends the waiting with its error.
func (j *Judge) Next(ctx context.Context) (uint64, *Report, error) {
	p, err := j.own().use()
	if err != nil {
		return 0, nil, err
	}
	defer j.done()
	if ctx == nil {
		ctx = context.Background()
	}
	wait := C.uint64_t(math.MaxUint64) // for ever
	if ctx.Done() != nil {
		wait = C.uint64_t(10 * time.Millisecond) // a look at the context in between
	}
	for {
		var index C.uint64_t
		r := C.wgo_judge_next((*C.weir_judge)(p), wait, &index)
		if err := check(r); err != nil || r.status == C.WEIR_END {
			return 0, nil, err
		}
		if r.status == C.WEIR_OK {
			return uint64(index), newReport(r.handle), nil
		}
		if ctx.Err() != nil {
			return 0, nil, ctx.Err()
		}
	}
}

// Cancel ends what has not begun: its results say so.
func (j *Judge) Cancel() error {
	p, err := j.own().use()
	if err != nil {
		return err
	}
	defer j.done()
	return check(C.wgo_judge_cancel((*C.weir_judge)(p)))
}

// Stats tells how it goes, as JSON: weir/judge.h tells what.
func (j *Judge) Stats() (string, error) {
	p, err := j.own().use()
	if err != nil {
		return "", err
	}
	defer j.done()
	return told(C.wgo_judge_stats((*C.weir_judge)(p)))
}
