# SPDX-License-Identifier: Apache-2.0
"""Many configurations judged on the workers, in order, and one of them judged again."""
import weir

rules = weir.ConfigValidator()
rules.load("cache")
judge = weir.Judge(rules, ordered=True)
configs = [{"RSR_CACHE_TTL": 3600}, {"RSR_CACHE_TTL": 0}, '{"RSR_CACHE_TTL": ']
verdicts = []
for index, report in judge.judge_all(configs):
    print(f"{index}: {report.summary()}")
    verdicts.append(report.valid)
assert verdicts == [True, False, False]

assert judge.decide(configs[0]).valid
stats = judge.stats()
assert stats["cache"]["hits"] == 1
print(f"{stats['per_second']:.0f} a second; one takes {stats['estimate_ns']} ns")
