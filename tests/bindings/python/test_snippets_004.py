# SPDX-License-Identifier: Apache-2.0
"""Proves: every Python example of the memory protection guide runs as it was written, with only its
imports changed, and does what its text says. One file in snippets_004/ and one test here per example,
named after its heading; what an example takes from its surroundings (Django, psutil, models) is
supplied by its test."""
import datetime
import json
import logging
import os
import sys
import types
import unittest

from weir.compat.akvo.rsr.cache_management import cache_manager
from weir.compat.akvo.rsr.models.project import DELETION_SET

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "snippets_004")


class Lines(logging.Handler):
    def __init__(self):
        super().__init__()
        self.texts = []

    def emit(self, record):
        self.texts.append(record.getMessage())


def module(name, **names):
    made = types.ModuleType(name)
    made.__dict__.update(names)
    return made


class Query(list):
    """As much of a Django query set as the examples ask for."""

    def count(self):
        return len(self)

    def complex_filter(self, **filters):
        return Query(item for item in self if all(getattr(item, k) == v for k, v in filters.items()))

    def __getattr__(self, name):
        if name in ("filter", "select_related", "prefetch_related", "all"):
            return lambda *_, **__: self
        raise AttributeError(name)

    def iterator(self, chunk_size):
        self.chunk_size = chunk_size
        return iter(self)


class Snippets(unittest.TestCase):
    def setUp(self):
        for name in cache_manager.names():
            cache_manager.remove(name)
        self.lines = Lines()
        self.logger = logging.getLogger("snippets_004")
        self.logger.handlers[:] = [self.lines]
        self.logger.setLevel(logging.INFO)
        self.logger.propagate = False

    def run_snippet(self, name, modules=(), **surroundings):
        path = os.path.join(FOLDER, name + ".py")
        with open(path, encoding="utf-8") as file:
            code = compile(file.read(), path, "exec")
        names = dict(surroundings, __name__="snippet", logger=self.logger)
        before = dict(sys.modules)
        sys.modules.update({one.__name__: one for one in modules})
        try:
            exec(code, names)
        finally:
            for one in modules:
                sys.modules.pop(one.__name__)
                if one.__name__ in before:
                    sys.modules[one.__name__] = before[one.__name__]
        return names

    def test_memory_aware_model_design(self):  # E-001..E-005 E-060..E-062
        deleted = []

        class Model:
            def delete(self, *args, **kwargs):
                deleted.append(self.id in DELETION_SET)
                if kwargs.get("fail"):
                    raise OSError("the database is gone")

        names = self.run_snippet("memory_aware_model_design", models=types.SimpleNamespace(Model=Model))
        calls = []

        class Project(names["MyModel"]):
            def __init__(self, number):
                self.id = number

            def aggregate_complex_data(self):
                calls.append(self.id)
                return None if self.id == 0 else self.id * 10

            def filter_and_process(self, params):
                calls.append(params)
                return sorted(params)

        one = Project(1)
        self.assertEqual([one.expensive_aggregation for _ in range(3)], [10] * 3)
        self.assertEqual(calls, [1])
        zero = Project(0)
        self.assertEqual([zero.expensive_aggregation for _ in range(3)], [None] * 3)
        self.assertEqual(calls, [1, 0], "E-005: a None counts")
        del one.expensive_aggregation
        self.assertEqual(one.expensive_aggregation, 10)
        self.assertEqual(calls, [1, 0, 1])
        calls.clear()
        for _ in range(2):  # E-003: dicts as arguments
            self.assertEqual(one.get_filtered_data({"b": 1, "a": [2]}), ["a", "b"])
            self.assertEqual(one.get_filtered_data({"a": [2], "b": 1}), ["a", "b"])
        self.assertEqual(len(calls), 1)
        for number in range(1, 1000):  # E-004: ids of objects are used again
            self.assertEqual(Project(number).expensive_aggregation, number * 10)
        one.delete()
        self.assertRaises(OSError, one.delete, fail=True)
        self.assertEqual(deleted, [True, True])
        self.assertNotIn(1, DELETION_SET)

    def test_large_dataset_processing(self):  # E-006 E-020..E-023
        computed = []
        process = self.run_snippet(
            "large_dataset_processing",
            expensive_processing=lambda item: computed.append(item.id) or item.id * 2)
        items = Query(types.SimpleNamespace(id=number) for number in range(10_000))
        results = process["process_large_dataset"](items)
        self.assertEqual(next(results), 0)
        self.assertLess(len(computed), 1000, "it yields as it goes")
        self.assertEqual([0] + list(results), [2 * number for number in range(10_000)])
        self.assertEqual(self.lines.texts, ["Processed 5000 items", "Processed 10000 items"])
        cache = cache_manager.get_cache("large_dataset_processing")
        self.assertLessEqual(len(cache), 500)
        self.assertEqual(cache.get_stats()["ttl_seconds"], 600)
        few = Query(types.SimpleNamespace(id=number) for number in range(20_000, 20_100))
        for _ in range(3):
            list(process["process_large_dataset"](few))
        self.assertLess(len(computed), 10_000 + 3 * 100, "some were out of the cache")

    def test_memory_efficient_api_views(self):  # E-003 E-024 E-025
        http = module("django.http", StreamingHttpResponse=lambda data, content_type: (
            content_type, list(data)))
        asked = []

        class ModelViewSet:
            items = Query(types.SimpleNamespace(id=number, kind=number % 2) for number in range(250))

            def get_queryset(self):
                asked.append(1)
                return self.items

            def get_serializer(self, chunk, many):
                return types.SimpleNamespace(data=[{"id": item.id} for item in chunk])

        names = self.run_snippet("memory_efficient_api_views", [module("django"), http], json=json,
                                 viewsets=types.SimpleNamespace(ModelViewSet=ModelViewSet))
        view = names["MemoryEfficientViewSet"]()
        for _ in range(3):
            self.assertEqual(len(view.get_expensive_data({"kind": 1})), 125)
        self.assertEqual(len(asked), 1)
        self.assertFalse(view.should_stream_response(None))
        kind, lines = view.stream_response(None)
        self.assertEqual(kind, "application/json")
        self.assertEqual([json.loads(line)["id"] for line in lines], list(range(250)))

    def test_cache_warming(self):  # E-007 E-030
        projects = Query(types.SimpleNamespace(id=number) for number in range(150))
        computed = []
        names = self.run_snippet(
            "cache_warming", Project=types.SimpleNamespace(objects=projects),
            compute_project_statistics=lambda project: computed.append(project.id) or {"n": project.id})
        names["warm_critical_caches"]()
        names["warm_critical_caches"]()
        self.assertEqual(computed, list(range(100)), "only what is missing, once")
        cache = cache_manager.get_cache("project_aggregations")
        self.assertEqual(cache.get("project_stats_7"), {"n": 7})
        self.assertEqual(cache.get_stats()["max_size"], 1000)
        self.assertEqual(cache.get_stats()["ttl_seconds"], 3600)

    def test_cache_invalidation_patterns(self):  # E-031..E-033
        signals = module("django.db.models.signals", post_save="save", post_delete="delete")
        receivers = []

        def receiver(signal, sender):
            return lambda function: receivers.append((signal, sender)) or function

        names = self.run_snippet(
            "cache_invalidation_patterns",
            [module("django"), module("django.db"), module("django.db.models"), signals],
            receiver=receiver, Project="Project")
        caches = [cache_manager.get_cache(name) for name in
                  ("project_aggregations", "project_statistics", "project_hierarchy")]
        for cache in caches:
            for number in (1, 2, 3):
                cache.set(f"project_{number}", number)
        parent = types.SimpleNamespace(id=2, parent=None)
        names["invalidate_project_caches"]("Project", types.SimpleNamespace(id=1, parent=parent))
        for cache in caches:
            self.assertEqual([cache.get(f"project_{number}") for number in (1, 2, 3)], [None, None, 3])
        self.assertEqual(receivers, [("save", "Project")])

    def metrics(self):
        return self.run_snippet("custom_monitoring_metrics")["collect_memory_metrics"]

    def test_custom_monitoring_metrics(self):  # E-040..E-044 E-050
        for number in range(25):
            cache_manager.get_cache("a", max_size=100).set(number, number)
        cache_manager.get_cache("b", max_size=100)
        with DELETION_SET.deleting(5):
            metrics = self.metrics()()
        self.assertEqual(metrics, {
            "cache_total_entries": 25, "cache_utilization_percent": 12.5, "cache_count": 2,
            "deletion_tracker_size": 1, "deletion_tracker_timestamps": 1,
            "cache_a_size": 25, "cache_a_expired": 0, "cache_a_utilization": 25.0,
            "cache_b_size": 0, "cache_b_expired": 0, "cache_b_utilization": 0.0})

    def test_health_check_endpoints(self):  # E-045..E-049
        modules = [module("django"), module("django.http", JsonResponse=dict),
                   module("django.views"), module("django.views.decorators"),
                   module("django.views.decorators.cache", never_cache=lambda view: view)]
        zone = types.SimpleNamespace(now=lambda: datetime.datetime(2025, 1, 2, 3, 4, 5))
        check = self.run_snippet("health_check_endpoints", modules, timezone=zone,
                                 collect_memory_metrics=self.metrics())["memory_health_check"]
        health = check(None)
        self.assertEqual((health["status"], health["warnings"]), ("healthy", []))
        self.assertEqual(health["timestamp"], "2025-01-02T03:04:05")
        full = cache_manager.get_cache("full", max_size=60, ttl=1e-9)
        for number in range(60):
            full.set(number, number)
        for number in range(101):
            DELETION_SET.add(number)
        try:
            while full.get_stats()["expired_entries"] < 51:  # a nanosecond of a coarse clock
                if full.get_stats()["size"] < 60:
                    for number in range(60):
                        full.set(number, number)
            health = check(None)
        finally:
            for number in range(101):
                DELETION_SET.discard(number)
        self.assertEqual(health["status"], "warning")
        self.assertEqual(health["warnings"], ["High cache utilization", "Large deletion tracker",
                                              "High number of expired cache entries"])

    def test_cache_size_optimization(self):  # E-027
        for environment, size, ttl in (("production-high-memory", 2000, 7200),
                                       ("production-low-memory", 200, 900), ("development", 500, 3600)):
            names = self.run_snippet("cache_size_optimization", ENVIRONMENT=environment)
            self.assertEqual((names["RSR_CACHE_MAX_SIZE"], names["RSR_CACHE_TTL"]), (size, ttl))
            cache = cache_manager.get_cache(environment, names["RSR_CACHE_MAX_SIZE"],
                                            names["RSR_CACHE_TTL"])
            self.assertEqual(cache.get_stats()["max_size"], size)

    def test_database_query_optimization(self):  # E-026: runs; the rows are the database's affair
        class Term:
            def __init__(self, **_):
                pass

            def __or__(self, other):
                return self

        for count in (10, 1001):
            rows = Query(range(count))
            names = self.run_snippet("database_query_optimization", Q=Term,
                                     Project=types.SimpleNamespace(objects=rows))
            self.assertEqual(list(names["get_project_hierarchy_efficient"](1)), list(range(count)))
        self.assertEqual(rows.chunk_size, 100)

    def test_graceful_degradation(self):  # E-070..E-072
        get = self.run_snippet("graceful_degradation")["get_data_with_fallback"]
        computed = []

        def compute():
            computed.append(1)
            return "data"

        self.assertEqual([get("k", compute) for _ in range(3)], ["data"] * 3)
        self.assertEqual(len(computed), 1)
        self.assertIn("default", cache_manager.names())  # E-011
        unfit = object()  # no key: the cache cannot be asked, and the data is there all the same
        self.assertEqual(get(unfit, compute), "data")
        self.assertIn("Cache access failed", self.lines.texts[0])
        self.assertIn("Cache storage failed", self.lines.texts[1])

        def fail():
            raise OSError("no data")

        self.assertRaises(OSError, get, "other", fail)
        self.assertIn("Data computation failed for other: no data", self.lines.texts[-1])

    def test_memory_pressure_handling(self):  # E-073..E-075
        memory = types.SimpleNamespace(percent=50)
        psutil = module("psutil", virtual_memory=lambda: memory)
        handle = self.run_snippet("memory_pressure_handling", [psutil])["handle_memory_pressure"]
        cache = cache_manager.get_cache("a")
        cache.set("stays", 1)
        cache.set("goes", 2, ttl=1e-9)
        handle()
        self.assertEqual(self.lines.texts, [])
        memory.percent = 86
        while not any(": {'a': 1}" in text for text in self.lines.texts):
            handle()
        self.assertEqual((cache.get("stays"), cache.get("goes")), (1, None))
        memory.percent = 91
        handle()
        self.assertEqual(len(cache), 0)


if __name__ == "__main__":
    unittest.main()
