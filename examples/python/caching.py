# SPDX-License-Identifier: Apache-2.0
"""Results that are expensive to make: a cache by name, functions and methods that remember."""
import weir

computed = []


@weir.cached(ttl=600, max_size=500)
def expensive(item, options=None):
    computed.append(item)
    return {"item": item, "options": options}


class Report:
    def __init__(self, title):
        self.title = title

    @weir.ttl_cached_property(ttl=1800, max_size=100)
    def summary(self):
        computed.append(self.title)
        return f"all about {self.title}"

    @weir.cached_method(ttl=300, max_size=50)
    def rows(self, filters):
        computed.append(self.title)
        return [self.title, sorted(filters)]


for _ in range(3):
    for item in range(100):
        expensive(item, options={"deep": [1, 2]})
assert len(computed) == 100, "each once, whatever its arguments are made of"

tiles, places = Report("tiles"), Report("places")
for _ in range(3):
    assert tiles.summary == "all about tiles" and places.summary == "all about places"
    assert tiles.rows({"kind": "roof"}) == ["tiles", ["kind"]]
assert len(computed) == 103
del tiles.summary  # the next one who asks has it computed again

results = weir.get_cache_manager().get_cache("results", max_size=500, ttl=600)
results.set("answer", None)
assert results.get("answer", "not there") is None
for _ in range(3):  # once, however many threads ask at the same time
    assert results.get_or_compute("total", lambda: sum(computed.append(1) or 1 for _ in "ab")) == 2
assert len(computed) == 105
print(weir.get_cache_manager().get_global_stats()["_global"])
print(f"hits {expensive.memo.cache.get_stats()['hits']} of 300")
