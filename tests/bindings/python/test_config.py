# SPDX-License-Identifier: Apache-2.0
"""Proves: a configuration's layers, its places, its changes and its refusals behave in Python as they
do in C; the examples of the optimisation guide's configuration part run as they were written, with
only their imports changed (one file in snippets_003/ and one test each, named after its heading)."""
import contextlib
import io
import json
import os
import sys
import tempfile
import threading
import unittest
from unittest import mock

import weir

HERE = os.path.dirname(os.path.abspath(__file__))
PRESETS = os.path.join(HERE, "../../../src/config/presets")


def run(name):
    """Runs a snippet; its names, and what it printed under "printed"."""
    with open(os.path.join(HERE, "snippets_003", name + ".py"), encoding="utf-8") as file:
        code = compile(file.read(), name, "exec")
    names = {"__name__": "snippet"}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, names)
    names["printed"] = printed.getvalue()
    return names


def preset(name):
    with open(os.path.join(PRESETS, name), encoding="utf-8") as file:
        return json.load(file)


class Configs(unittest.TestCase):
    DEFAULTS = {"pool": {"workers": 4, "name": "a"}, "plugins": ["core"], "key": ""}

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.file = self.write("app.json", {"pool": {"workers": 6}, "plugins": ["x"], "key": "s3cret"})

    def write(self, name, value):
        path = os.path.join(self.folder, name)
        with open(path + ".new", "w", encoding="utf-8") as file:
            json.dump(value, file)
        os.replace(path + ".new", path)
        return path

    def test_layers_and_places(self):
        with mock.patch.dict(os.environ, {"APP_POOL__NAME": "b", "APP_POOL__WORKRES": "1"}):
            config = weir.Config(self.DEFAULTS, [self.file], prefix="APP", secrets=["key"],
                                 merge={"plugins": "append"})
        self.assertEqual(config.values.pool.workers, 6)
        self.assertEqual(config.values["pool"]["name"], "b")
        self.assertEqual(config.get("plugins"), ["core", "x"])
        self.assertEqual(config.get("/pool/none", 5), 5)
        told = config.explain("pool.workers")
        self.assertIn("app.json", told["source"])
        self.assertEqual([level["value"] for level in told["stack"]], [6, 4])
        self.assertEqual(config.explain("key")["value"], "***")
        self.assertIn("did you mean workers?", config.summary()["warnings"][0])
        with self.assertRaisesRegex(AttributeError, "no pool.wrokers .*workers"):
            config.values.pool.wrokers

    def test_changes_are_whole_or_nothing(self):
        validator = weir.ConfigValidator()
        validator.add_rule("even", lambda config: (config["pool"]["workers"] % 2 == 0, "is odd"))
        config = weir.Config(self.DEFAULTS, schema={"properties": {"plugins": {"maxItems": 2}}},
                             rules=validator)
        before = config.values
        self.assertTrue(config.update({"pool": {"workers": 8}}))
        self.assertFalse(config.update({"pool": {"workers": 8}}))
        with self.assertRaisesRegex(weir.errors.ValidationError, "is odd"):
            config.update({"pool": {"workers": 9, "name": "c"}})
        with self.assertRaisesRegex(weir.errors.ValidationError, "at most 2"):
            config.update({"plugins": [1, 2, 3]})
        self.assertEqual((config.values.pool.workers, config.values.pool.name), (8, "a"))
        self.assertEqual(before.pool.workers, 4)
        config.rollback(1)
        self.assertEqual(config.values.pool.workers, 4)
        with self.assertRaises(weir.NotFoundError):
            config.rollback(99)
        with self.assertRaises(weir.InvalidError):
            config.update({"pool": float("nan")})

    def test_watching(self):
        config = weir.Config(self.DEFAULTS, [self.file], watch=True, debounce=0.001)
        heard, seen = threading.Event(), []

        def change(before, after):
            seen.append((before.pool.workers, after.pool.workers))
            heard.set()

        config.on_change(change)
        self.write("app.json", {"pool": {"workers": 7}})
        self.assertTrue(heard.wait(60))
        self.assertEqual(seen[0], (6, 7))
        self.assertFalse(config.wait(config.generation, timeout=0))

    def test_saving(self):
        config = weir.Config(self.DEFAULTS, [self.file], secrets=["key"])
        path = os.path.join(self.folder, "saved.json")
        config.save(path)
        with open(path, encoding="utf-8") as file:
            self.assertEqual(json.load(file), {"pool": {"workers": 6, "name": "a"}, "plugins": ["x"]})
        config.save(path, secrets=True)
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        try:
            import yaml
        except ImportError:
            with self.assertRaises(weir.UnsupportedError):
                config.save(os.path.join(self.folder, "saved.yaml"))
        else:
            config.save(os.path.join(self.folder, "saved.yaml"))
            with open(os.path.join(self.folder, "saved.yaml"), encoding="utf-8") as file:
                self.assertEqual(yaml.safe_load(file)["pool"]["workers"], 6)

    def test_refusals(self):
        with self.assertRaises(TypeError):
            weir.Config({}, self.file)
        with self.assertRaises(weir.NotFoundError):
            weir.Config({}, [os.path.join(self.folder, "none.json")])
        weir.Config({}, [os.path.join(self.folder, "none.json")], files_optional=True)
        with self.assertRaisesRegex(weir.errors.ValidationError, "missing"):
            weir.Config({}, schema={"required": ["a"]})
        with self.assertRaisesRegex(weir.InvalidError, "replace or append"):
            weir.Config({}, merge={"a": "mix"})


class Snippets(unittest.TestCase):
    def setUp(self):
        self.variables = run("environment_based_configuration")["env_mappings"]

    def configure(self):
        return weir.config.configure(preset("frame_pipeline.json"), variables=self.variables,
                                     schema=preset("frame_pipeline.schema.json"))

    def test_environment_based_configuration(self):  # D-043 D-044 D-045 D-053
        with mock.patch.dict(os.environ, {"PTIM_GPU_MEMORY_POOL_SIZE": "4096",
                                          "PTIM_MAX_WORKERS": "8", "PTIM_TARGET_FPS": "24.5",
                                          "PTIM_MODEL_QUALITY": "high"}):
            config = self.configure().values
        self.assertEqual((config.performance.gpu_memory_pool_size_mb,
                          config.performance.max_processing_workers, config.performance.target_fps,
                          config.quality.model_quality), (4096, 8, 24.5, "high"))
        with mock.patch.dict(os.environ, {"PTIM_MAX_WORKERS": "many"}):
            manager = self.configure()
        self.assertEqual(manager.values.performance.max_processing_workers, 4)
        self.assertIn("PTIM_MAX_WORKERS is left out", manager.summary()["warnings"][0])

    def test_configuration_management(self):  # D-040 D-041 D-042 D-046
        self.configure()
        self.assertEqual(run("configuration_management")["printed"], "GPU Memory Pool: 2048MB\n")
        self.assertEqual(weir.config.get_config().performance.gpu_memory_pool_size_mb, 4096)
        self.assertEqual(weir.config.get_config().performance.max_processing_workers, 8)
        with self.assertRaises(weir.errors.ValidationError) as caught:
            weir.config.update_config({"performance": {"target_fps": 500, "max_processing_workers": 0}})
        for words in ("500 is above 120", "0 is below 1"):
            self.assertIn(words, str(caught.exception))
        self.assertEqual(weir.config.get_config().performance.target_fps, 30)

    def test_configuration_summary(self):  # D-050
        self.configure().update({"quality": {"model_quality": "high"}})
        names = run("configuration_summary")
        self.assertEqual(names["summary"]["sources"]["/quality/model_quality"], "program")
        self.assertIn("'/performance/target_fps': 'default'", names["printed"])

    def test_without_a_configuration(self):
        weir.config.forget_shared()
        with self.assertRaisesRegex(weir.InvalidError, "configure"):
            weir.config.get_config()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
