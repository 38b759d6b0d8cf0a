// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_profile.h"
*/
import "C"

import "time"

// PhaseStats is one phase, over every time it ran and every thread that ran it.
type PhaseStats struct {
	Phase                            uint64 // for StartPhaseUnder
	Count, OpenCount                 uint64 // times it was ended, times it is open now
	Open                             time.Duration
	Total, Min, Max, Last            time.Duration
	P50, P95, P99                    time.Duration // within 1.6 %
	MemoryPeakBytes, GPUPeakBytes    uint64
	MetricCount                      uint64
	HasMemory, HasGPU, MemorySampled bool // whether those peaks were tracked, and how
}

func phaseStats(s *C.weir_phase_stats) PhaseStats {
	d := func(ns C.uint64_t) time.Duration { return time.Duration(ns) }
	return PhaseStats{uint64(s.phase), uint64(s.count), uint64(s.open_count), d(s.open_ns),
		d(s.total_ns), d(s.min_ns), d(s.max_ns), d(s.last_ns), d(s.p50_ns), d(s.p95_ns), d(s.p99_ns),
		uint64(s.memory_peak_bytes), uint64(s.gpu_peak_bytes), uint64(s.metric_count),
		s.flags&C.WEIR_PHASE_HAS_MEMORY != 0, s.flags&C.WEIR_PHASE_HAS_GPU != 0,
		s.flags&C.WEIR_PHASE_MEMORY_SAMPLED != 0}
}

// MetricStats is one metric of one phase. Values that are not finite are counted apart.
type MetricStats struct {
	Count, NonfiniteCount       uint64
	Last, Min, Max, Mean, Stdev float64
}

func metricStats(s *C.weir_metric_stats) MetricStats {
	return MetricStats{uint64(s.count), uint64(s.nonfinite_count), float64(s.last), float64(s.min),
		float64(s.max), float64(s.mean), float64(s.stdev)}
}

// ProfileSummary is a profiler as a whole, since it was made or reset.
type ProfileSummary struct {
	Total                           time.Duration
	PhaseCount, OpenCount, RunCount uint64
	StrayCount                      uint64 // ends that found no such phase open
	SweptCount                      uint64 // phases ended by an outer end, or by their thread's end
	OverflowCount                   uint64 // what went to "(other)"
	TSC, GPUAvailable               bool
}

// Summary tells the whole.
func (p *Profiler) Summary() (ProfileSummary, error) {
	raw, err := p.own().use()
	if err != nil {
		return ProfileSummary{}, err
	}
	defer p.done()
	var s C.weir_profile_summary
	err = check(C.wgo_profiler_summary((*C.weir_profiler)(raw), &s))
	return ProfileSummary{time.Duration(s.total_ns), uint64(s.phase_count), uint64(s.open_count),
		uint64(s.run_count), uint64(s.stray_count), uint64(s.swept_count), uint64(s.overflow_count),
		s.flags&C.WEIR_PROFILE_TSC != 0, s.flags&C.WEIR_PROFILE_GPU_AVAILABLE != 0}, err
}

// PhaseStats tells one phase, by its path ("pipeline/load") or by its last name where only one phase
// has it; false when there is no such phase.
func (p *Profiler) PhaseStats(phase string) (PhaseStats, bool, error) {
	raw, err := p.own().use()
	if err != nil {
		return PhaseStats{}, false, err
	}
	defer p.done()
	var s C.weir_phase_stats
	r := C.wgo_profiler_phase_stats((*C.weir_profiler)(raw), phase, &s)
	return phaseStats(&s), r.status == C.WEIR_OK, check(r)
}

func (p *Profiler) metric(anywhere C.uint32_t, phase, metric string) (MetricStats, bool, error) {
	raw, err := p.own().use()
	if err != nil {
		return MetricStats{}, false, err
	}
	defer p.done()
	var s C.weir_metric_stats
	r := C.wgo_profiler_metric_stats((*C.weir_profiler)(raw), anywhere, phase, metric, &s)
	return metricStats(&s), r.status == C.WEIR_OK, check(r)
}

// MetricStats tells one metric of a phase ("": recorded outside of any).
func (p *Profiler) MetricStats(phase, metric string) (MetricStats, bool, error) {
	return p.metric(0, phase, metric)
}

// MetricStatsEverywhere tells what was recorded under a name in all phases.
func (p *Profiler) MetricStatsEverywhere(metric string) (MetricStats, bool, error) {
	return p.metric(1, "", metric)
}

// PhaseCount tells how many phases were started.
func (p *Profiler) PhaseCount() (int, error) {
	raw, err := p.own().use()
	if err != nil {
		return 0, err
	}
	defer p.done()
	r := C.wgo_profiler_phase_count((*C.weir_profiler)(raw))
	return int(r.n), check(r)
}

// NamedPhase is a phase with its path.
type NamedPhase struct {
	Path string
	PhaseStats
}

// Phases lists the phases, in the order of their first start.
func (p *Profiler) Phases() ([]NamedPhase, error) {
	raw, err := p.own().use()
	if err != nil {
		return nil, err
	}
	defer p.done()
	var list []NamedPhase
	var s C.weir_phase_stats
	for {
		r := C.wgo_profiler_phase_at((*C.weir_profiler)(raw), C.uint64_t(len(list)), &s)
		if r.status != C.WEIR_OK {
			return list, check(r)
		}
		path, _ := told(r)
		list = append(list, NamedPhase{path, phaseStats(&s)})
	}
}

// NamedMetric is a metric with its name.
type NamedMetric struct {
	Name string
	MetricStats
}

// Metrics lists a phase's metrics, in the order of their names; ErrMiss when there is no such phase.
func (p *Profiler) Metrics(phase string) ([]NamedMetric, error) {
	raw, err := p.own().use()
	if err != nil {
		return nil, err
	}
	defer p.done()
	var list []NamedMetric
	var s C.weir_metric_stats
	for {
		r := C.wgo_profiler_metric_at((*C.weir_profiler)(raw), phase, C.uint64_t(len(list)), &s)
		if r.status == C.WEIR_MISS {
			return nil, &Error{Status: Miss, Text: "no phase is called " + phase}
		}
		if r.status != C.WEIR_OK {
			return list, check(r)
		}
		name, _ := told(r)
		list = append(list, NamedMetric{name, metricStats(&s)})
	}
}

func (p *Profiler) report(format C.uint32_t) (string, error) {
	raw, err := p.own().use()
	if err != nil {
		return "", err
	}
	defer p.done()
	return told(C.wgo_profiler_report((*C.weir_profiler)(raw), format))
}

// Report writes the report for people: a tree with shares, counts and percentiles.
func (p *Profiler) Report() (string, error) { return p.report(C.WEIR_REPORT_TEXT) }

// ReportJSON writes the report for programs: times in seconds, memory in MB.
func (p *Profiler) ReportJSON() (string, error) { return p.report(C.WEIR_REPORT_JSON) }
