# SPDX-License-Identifier: Apache-2.0
"""Proves: the validation examples of the configuration guide run as they were written, with only
their imports changed. One file in snippets_001/ and one test here per example, named after its
heading; names the examples leave open (a configuration, a list of them) are supplied."""
import ast
import asyncio
import http.server
import inspect
import json
import os
import sys
import threading
import types
import unittest
import urllib.request

from weir.compat.homodyne import config as homodyne
from weir.compat.homodyne.config import ValidationLevel

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "snippets_001")
GOOD = {"analysis_mode": "laminar_flow",
        "optimization": {"vi": {"n_iterations": 2000}, "mcmc": {"n_samples": 1000, "n_warmup": 1000}}}
BAD = {"analysis_mode": "laminar", "optimization": {"vi": {"n_iterations": -1}, "mcmc": {}}}


def run(name, **given):
    """Runs a snippet, which may await at its top; its names."""
    with open(os.path.join(FOLDER, name + ".py"), encoding="utf-8") as file:
        code = compile(file.read(), name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    names = {"__name__": "snippet", **given}
    function = types.FunctionType(code, names)
    result = function()
    if inspect.iscoroutine(result):
        asyncio.run(result)
    return names


class StandIn(types.ModuleType):
    """What the example needs of Flask, over the standard library's server."""

    def __init__(self):
        super().__init__("flask")
        self.request = types.SimpleNamespace(json=None)
        self.jsonify = json.dumps
        self.Flask = self.make

    def make(self, name):
        routes = {}

        def route(path, methods):
            return lambda view: routes.setdefault((methods[0], path), view)

        return types.SimpleNamespace(routes=routes, route=route)


def post(module, app, path, value):
    """The answer to a request, over a socket."""
    if not isinstance(module, StandIn):
        return app.test_client().post(path, json=value).get_json()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            module.request.json = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = asyncio.run(app.routes["POST", self.path]()).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}{path}"
        with urllib.request.urlopen(urllib.request.Request(url, json.dumps(value).encode())) as reply:
            answer = json.load(reply)
        thread.join()
    return answer


class Snippets(unittest.TestCase):
    def test_basic_high_performance_validation(self):  # B-044 B-047 B-048
        names = run("basic_high_performance_validation", config=GOOD)
        self.assertTrue(names["result"].is_valid)
        self.assertIs(names["validator"], homodyne.get_lazy_validator(ValidationLevel.STANDARD))
        names = run("basic_high_performance_validation", config=BAD)
        self.assertFalse(names["result"].is_valid)
        self.assertIn("[analysis_mode_known] analysis_mode: ", names["result"].errors[0])

    def test_parallel_multi_configuration_processing(self):  # B-070 B-071
        configs = [GOOD if index % 3 else {**BAD, "index": index} for index in range(1000)]
        names = run("parallel_multi_configuration_processing",
                    load_many_configurations=lambda: configs, ValidationLevel=ValidationLevel)
        self.assertEqual([c for c, _ in names["results"]], configs)
        self.assertEqual([r.is_valid for _, r in names["results"]],
                         [index % 3 != 0 for index in range(1000)])

    def test_lazy_validation_configuration(self):  # B-040 B-041 B-043 B-045 B-050 B-053 B-054 B-055
        validator = run("lazy_validation_configuration")["validator"]
        first, again = validator.validate_sync(GOOD), validator.validate_sync(GOOD)
        for result in first, again:
            self.assertGreaterEqual(result.pop("validation_time_ms"), 0)
        self.assertEqual(first, again)
        self.assertEqual(validator.get_statistics()["cache"]["hits"], 1)
        self.assertTrue(first.is_valid)
        wanted = {**GOOD, "v2_features": {"cache_strategy": "none"}}
        self.assertFalse(any("advanced" in text for text in validator.validate_sync(wanted).warnings))
        found = validator.validate_on_demand(wanted, "advanced_features")
        self.assertEqual(found.warnings_count, 1)
        found = validator.validate_sync(wanted, required_tasks=["advanced_features"])
        self.assertIn("[advanced_features] v2_features/cache_strategy", " ".join(found.warnings))
        self.assertGreater(validator.get_task_estimate("config_structure"), 0)
        heard = []
        validator.add_progress_callback(heard.append)
        validator.validate_sync(GOOD)
        self.assertEqual(heard[-1].progress_percentage, 100.0)
        deep = homodyne.LazyValidator(ValidationLevel.EXHAUSTIVE).validate_sync(GOOD)
        self.assertIn("[hpc_section]", " ".join(deep.info))
        skipped = homodyne.LazyValidator(ValidationLevel.EXHAUSTIVE).validate_sync(
            GOOD, skip_optional=True)
        self.assertNotIn("[hpc_section]", " ".join(skipped.info))

    def test_parallel_validator_configuration(self):  # B-072 B-073 B-075 B-077 B-080 B-081
        with self.assertWarnsRegex(RuntimeWarning, "not isolated"):
            validator = run("parallel_validator_configuration")["validator"]
        results = validator.validate_configurations([GOOD, BAD] * 50)
        self.assertEqual([r.is_valid for _, r in results], [True, False] * 50)
        stats = validator.get_worker_statistics()
        self.assertEqual(stats["total_jobs_processed"], 100)
        self.assertGreater(stats["average_cpu_usage"], 0)
        self.assertGreater(validator.estimate_processing_time(1000), 0)
        self.assertEqual(validator.cancel_all_jobs(), 0)
        self.assertGreaterEqual(validator.optimize_worker_count(), 1)
        self.assertEqual(homodyne.WorkerConfig(batch_size=100).batch_size, 100)
        with self.assertRaises(ValueError):
            homodyne.WorkerConfig(worker_type="goblin")
        self.assertIs(homodyne.get_parallel_validator(), homodyne.get_parallel_validator())

    def test_always_use_async_validation(self):  # B-044 B-051
        names = run("always_use_async_validation", config=GOOD,
                    validator=homodyne.get_lazy_validator())
        self.assertTrue(names["result"].is_valid)

    def test_use_appropriate_validation_levels(self):  # B-049 B-052
        run("use_appropriate_validation_levels", ValidationLevel=ValidationLevel)
        homodyne.set_global_validation_level(ValidationLevel.THOROUGH)
        try:
            self.assertEqual(homodyne.get_lazy_validator().validation_level, ValidationLevel.THOROUGH)
        finally:
            homodyne.set_global_validation_level(ValidationLevel.STANDARD)

    def test_flask_web_application(self):  # B-134
        try:
            import asgiref  # noqa: F401  what Flask needs for async views
            import flask
        except ImportError:
            flask = sys.modules["flask"] = StandIn()
        try:
            names = run("flask_web_application", ValidationLevel=ValidationLevel)
            answer = post(flask, names["app"], "/validate", {"configurations": [GOOD, BAD]})
        finally:
            if isinstance(flask, StandIn):
                del sys.modules["flask"]
        self.assertEqual([item["config"] for item in answer], [GOOD, BAD])
        self.assertEqual([item["result"]["is_valid"] for item in answer], [True, False])
        self.assertIn("analysis_mode", answer[1]["result"]["errors"][0])


if __name__ == "__main__":
    unittest.main()
