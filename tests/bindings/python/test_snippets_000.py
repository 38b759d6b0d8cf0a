# SPDX-License-Identifier: Apache-2.0
"""Proves: every Python example of the manager guide runs as it was written, with only its imports
changed, and does what its text says. One file in snippets_000/ and one test here per example, named
after its heading; what an example takes from its surroundings is supplied by its test."""
import contextlib
import io
import os
import sys
import tempfile
import unittest
import warnings

import weir
from support import numpy

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "snippets_000")


def run(name, **surroundings):
    """Runs a snippet; its names, and what it printed under "printed"."""
    path = os.path.join(FOLDER, name + ".py")
    with open(path, encoding="utf-8") as file:
        code = compile(file.read(), path, "exec")
    names = dict(surroundings, __name__="snippet")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, names)
    names["printed"] = printed.getvalue()
    return names


class Snippets(unittest.TestCase):
    def setUp(self):
        weir.get_performance_manager().reset()
        weir.get_performance_manager().configure(track_memory=False, track_gpu=False)
        weir.get_config_validator().clear_rules()
        weir.get_stream_manager().configure(pool_size=4, auto_sync=False, enable_profiling=True)

    def test_pattern_1_custom_stream_pools(self):  # A-001 A-003..A-009
        manager = run("pattern_1_custom_stream_pools")["manager"]
        self.assertEqual(manager.pool_size, 8)
        self.assertIs(manager, weir.get_stream_manager())
        self.assertEqual(weir.get_stream_manager().pool_size, 8)  # nothing shrinks it

    def test_pattern_2_direct_stream_control(self):  # A-014 A-016..A-019
        before = [weir.get_stream_manager().get_stream(i).get_stats()["transfer_count"]
                  for i in range(2)]
        names = run("pattern_2_direct_stream_control")
        numpy.testing.assert_array_equal(names["src1"], names["dst1"])
        numpy.testing.assert_array_equal(names["src2"], names["dst2"])
        self.assertEqual(names["stats0"]["transfer_count"], before[0] + 1)
        self.assertEqual(names["stats1"]["transfer_count"], before[1] + 1)

    def test_pattern_3_batching_with_memory_awareness(self):  # A-022..A-027
        for src, dst in run("pattern_3_batching_with_memory_awareness")["large_batch"]:
            numpy.testing.assert_array_equal(src, dst)

    def test_pattern_4_stream_profiling(self):  # A-010..A-013 A-020 A-021
        names = run("pattern_4_stream_profiling")
        transfers = names["stats"]["transfer_stats"]
        self.assertGreaterEqual(transfers["count"], 100)
        self.assertGreater(transfers["avg_latency_us"], 0)
        self.assertGreaterEqual(transfers["max_latency_us"], transfers["avg_latency_us"])
        self.assertGreater(transfers["throughput_gb_s"], 0)
        self.assertIn("GB/s", names["printed"])
        numpy.testing.assert_array_equal(names["src"], names["dst"])

    def test_pattern_1_hierarchical_phase_tracking(self):  # A-041..A-051
        names = run("pattern_1_hierarchical_phase_tracking")
        phases = names["summary"]["phases"]
        self.assertEqual(set(phases), {"pipeline", "loading", "processing",
                                       *(f"batch_{i}" for i in range(10))})
        self.assertEqual(phases["batch_3"]["custom_metrics"], {"batch_3_accuracy": 0.95})
        self.assertEqual(phases["batch_3"]["path"], "pipeline/processing/batch_3")
        self.assertGreaterEqual(phases["pipeline"]["duration"], phases["processing"]["duration"])
        self.assertEqual(names["summary"]["num_phases"], 13)
        self.assertEqual(names["printed"].count("\n"), 13)

    def test_pattern_2_custom_metric_collection(self):  # A-047..A-049 A-054
        losses = iter(numpy.linspace(1, 0.1, 100))

        class Scheduler:
            def get_lr(self):
                return numpy.float32(0.5)  # metrics take any number

        names = run("pattern_2_custom_metric_collection", compute_loss=lambda: next(losses),
                    compute_accuracy=lambda: 1, lr_scheduler=Scheduler())
        self.assertEqual(names["custom_metrics"],
                         {"epoch": 99, "loss": 0.1, "accuracy": 1, "learning_rate": 0.5})
        spread = names["manager"].get_metric_stats("loss")
        self.assertEqual((spread["count"], spread["min"], spread["max"]), (100, 0.1, 1))

    def test_pattern_3_memory_profiling(self):  # A-055..A-057
        names = run("pattern_3_memory_profiling")
        self.assertGreater(names["stats"]["memory_mb"], 1)
        with_gpu = any(device.kind == weir.core.WEIR_DEVICE_CUDA and device.available
                       for device in weir.runtime.shared().devices())
        self.assertEqual("gpu_memory_mb" in names["stats"], with_gpu)
        manager = names["manager"]
        manager.configure(track_memory=False, track_gpu=False)
        with manager.phase("untracked"):
            pass
        self.assertNotIn("memory_mb", manager.get_phase_stats("untracked"))

    def test_pattern_4_multi_phase_comparison(self):
        ran = []
        names = run("pattern_4_multi_phase_comparison", run_implementation=lambda impl: ran.append(
            sum(range(20000 if impl == "cpu" else 2000))))
        self.assertEqual(list(names["results"]), ["cpu", "gpu_single", "gpu_multi"])
        self.assertEqual(len(ran), 3)
        self.assertIn("(1.0x speedup)", names["printed"])

    def test_pattern_1_extensible_validation_rules(self):  # A-070..A-079
        names = run("pattern_1_extensible_validation_rules")
        self.assertFalse(names["is_valid"])
        self.assertEqual(len(names["errors"]), 1)
        self.assertIn("Model not found: /path/to/model.pth", names["errors"][0])
        self.assertIn("Validation: FAIL", names["printed"])
        validator = names["validator"]
        is_valid, errors = validator.validate({"model_path": __file__, "batch_size": 33})
        self.assertFalse(is_valid)
        self.assertIn("Batch size must be divisible by 32", errors[0])
        self.assertEqual(validator.validate({"batch_size": 64}), (True, []))

    def test_pattern_2_conditional_validation(self):  # A-080..A-082
        names = run("pattern_2_conditional_validation")
        # The guide builds both validators on the one shared set: the second build is what counts.
        self.assertIs(names["train_validator"], names["infer_validator"])
        self.assertTrue(names["train_valid"])
        self.assertTrue(names["infer_valid"])
        training = names["build_validator_for_mode"]("training")
        self.assertFalse(training.validate({"lod_level": "LOD2", "batch_size": 8})[0])
        self.assertFalse(training.validate({"batch_size": float("nan")})[0])
        evaluation = names["build_validator_for_mode"]("evaluation")
        self.assertFalse(evaluation.validate({"lod_level": "LOD2"})[0])
        self.assertTrue(evaluation.validate({"test_dataset": "d"})[0])

    def test_pattern_3_detailed_validation_reports(self):  # A-083..A-086
        names = run("pattern_3_detailed_validation_reports")
        self.assertTrue(names["is_valid"])
        self.assertEqual(names["report"].errors, [])
        self.assertIn("PASSED", names["report"].summary())
        is_valid, report = names["validator"].validate_detailed(
            {"lod_level": 5, "gpu_memory_fraction": "half", "batch_size": 0})
        self.assertFalse(is_valid)
        self.assertEqual([error.level for error in report.errors], ["error"] * 3)
        self.assertTrue(all(error.message for error in report.errors))

    def test_scenario_1_lidar_processing_pipeline(self):  # A-031 A-032 A-063 A-090 A-100
        cloud = numpy.random.rand(25001, 3)
        with tempfile.TemporaryDirectory() as folder:
            names = run("scenario_1_lidar_processing_pipeline", load_laz_file=lambda path: cloud,
                        extract_metadata=lambda points: {"count": len(points)},
                        compute_features=lambda batch, lod: batch[1].sum(axis=1),
                        classify_features=lambda features, lod: (features > 1.5).astype("u1"),
                        save_results=lambda classes, path: classes.tofile(path))
            tile = os.path.join(folder, "tile")
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                classes = names["process_lidar_pipeline"](
                    tile, {"lod_level": "LOD3", "num_workers": 2, "batch_size": 10000})
            self.assertEqual(os.path.getsize(tile + ".results"), len(classes))
        self.assertEqual(len(classes), 5001)  # the ragged last batch
        numpy.testing.assert_array_equal(classes, cloud[20000:].sum(axis=1) > 1.5)
        for phase in ("validation", "data_loading", "gpu_transfer", "feature_computation",
                      "batch_2", "classification", "output"):
            self.assertIn(f"  - {phase}: ", printed.getvalue())
        with self.assertRaises(ValueError):
            names["process_lidar_pipeline"]("tile", {"num_workers": 99})

    def test_scenario_2_batch_processing_with_error_recovery(self):  # A-060 A-061 A-101 A-102
        def process(path, config, streams):
            if "bad" in path:
                raise OSError("cannot read " + path)
            streams.async_transfer(bytes(8), bytearray(8))
            return path.upper()

        names = run("scenario_2_batch_processing_with_error_recovery", os=os,
                    process_single_tile=process)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            results, errors = names["batch_process_tiles"](
                ["a/one", "a/bad", "a/two"], {"lod_level": "LOD2"})
        self.assertEqual(results, {"a/one": "A/ONE", "a/two": "A/TWO"})
        self.assertEqual(errors, {"a/bad": "cannot read a/bad"})
        self.assertIn("Failed: 1", printed.getvalue())
        phases = weir.get_performance_manager().get_phases()
        self.assertTrue(any(path.endswith("tile_bad/process") for path in phases), phases)

    def test_issue_1_gpu_memory_exhaustion(self):  # A-029 A-030
        pairs = [(numpy.random.rand(50, 3), numpy.zeros((50, 3))) for _ in range(20)]
        run("issue_1_gpu_memory_exhaustion", smaller_batch=pairs[:10], data_in_chunks=pairs[10:])
        weir.get_stream_manager().wait_all()
        for src, dst in pairs:
            numpy.testing.assert_array_equal(src, dst)

    def test_issue_2_performance_overhead(self):  # A-058 A-062
        perf = weir.get_performance_manager()
        run("issue_2_performance_overhead", large_list=range(1000), value=2, perf=perf)
        self.assertEqual(perf.get_metric_stats("batch_values")["count"], 1000)

    def test_issue_3_validation_bottleneck(self):  # A-087 A-088
        used = []
        run("issue_3_validation_bottleneck", config={"lod_level": "LOD2"},
            process_with_config=used.append)
        self.assertEqual(len(used), 1000)
        with self.assertRaises(ValueError):
            run("issue_3_validation_bottleneck", config={"lod_level": "LOD9"},
                process_with_config=used.append)

    def test_strategy_1_gradual_import_migration(self):
        names = run("strategy_1_gradual_import_migration")
        self.assertIsInstance(names["stream"], weir.Stream)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            monitor = names["ProcessorPerformanceMonitor"]()
        self.assertEqual([item.category for item in caught], [DeprecationWarning])
        monitor.start_phase("old")
        monitor.end_phase()
        self.assertIn("old", weir.get_performance_manager().get_phases())

    def test_strategy_2_wrapper_functions(self):
        with self.assertWarns(DeprecationWarning):
            stream = run("strategy_2_wrapper_functions")["legacy_get_stream"](1)
        self.assertEqual(stream.index, 1)

    def test_strategy_3_mixed_environment(self):
        src, dst = numpy.arange(6.0), numpy.zeros(6)
        names = run("strategy_3_mixed_environment", src=src, dst=dst)
        names["manager"].wait_all()
        numpy.testing.assert_array_equal(src, dst)
        self.assertIn("new_processing", names["summary"]["phases"])
        self.assertIsInstance(names["stream"], weir.Stream)

    def test_every_snippet_has_its_test(self):
        snippets = {name[:-3] for name in os.listdir(FOLDER) if name.endswith(".py")}
        tests = {name[5:] for name in dir(self) if name.startswith("test_")}
        self.assertEqual(snippets, tests - {"every_snippet_has_its_test"})
        self.assertEqual(len(snippets), 19)


if __name__ == "__main__":
    if numpy is None:
        print("skipped: the guide's examples need numpy (apt-get install python3-numpy)")
        sys.exit(77)
    unittest.main()
