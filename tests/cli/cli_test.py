# SPDX-License-Identifier: Apache-2.0
"""Proves: the weir command does what its help says, tells every mistake with its remedy and the
right exit code, and one bad tile never stops the others (A-090, A-100, A-101, A-102)."""

import csv
import json
import os
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import unittest

WEIR = sys.argv.pop(1)


def weir(*words, text="", **options):
    """Runs the command; gives (exit code, stdout, stderr)."""
    done = subprocess.run([WEIR, *words], input=text, capture_output=True, text=True,
                          timeout=240, **options)
    return done.returncode, done.stdout, done.stderr


class Folder(unittest.TestCase):
    def setUp(self):
        self.kept = tempfile.TemporaryDirectory()
        self.folder = self.kept.name
        self.addCleanup(self.kept.cleanup)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        return self.path(name)


class Words(unittest.TestCase):
    def test_help_and_version(self):
        code, out, _ = weir("--help")
        self.assertEqual(code, 0)
        for command in ("info", "validate", "pipeline", "cache", "synthesize"):
            self.assertIn(command, out)
            code, text, _ = weir(command, "--help")
            self.assertEqual(code, 0)
            self.assertIn(f"Usage: weir {command}", text)
            self.assertEqual(weir("help", command)[1], text)
        self.assertRegex(weir("--version")[1], r"^weir \d+\.\d+\.\d+ \(ABI 1\)\n$")

    def test_wrong_words_are_usage_errors(self):
        for words, remedy in ((["explode"], 'there is no command "explode"'), ([], "say what to do"),
                              (["info", "--nope"], "there is no option --nope"),
                              (["validate"], "say which configuration"),
                              (["pipeline", "only.json"], "at least one tile"),
                              (["synthesize", "a.las", "--points", "zero"], "whole number"),
                              (["cache", "simulate", "t"], "--size 1000"),
                              (["cache", "simulate", "t", "--size", "1"], "whole numbers"),
                              (["cache", "simulate", "--size", "9"], "say which trace"),
                              (["cache", "dance"], 'no "cache dance"'),
                              (["cache", "simulate", "t", "-s", "9", "-p", "mru"], "no policy"),
                              (["cache", "simulate", "t", "-s", "9", "-f", "pcap"], "--format is"),
                              (["validate", "x", "--level", "high"], "fast, standard")):
            code, out, err = weir(*words)
            self.assertEqual((code, out), (2, ""), words)
            self.assertIn(remedy, err)

    def test_complaints_are_for_people(self):
        self.assertEqual(weir("pipelin")[2], 'weir: there is no command "pipelin": did you mean '
                         '"pipeline"? (see: weir --help)\n')
        self.assertEqual(weir("info", "--jsn")[2], 'weir: there is no option --jsn: did you mean '
                         '"--json"? (see: weir info --help)\n')
        # Names of C functions are for programmers; a file is named once.
        for words in (["synthesize", "/nowhere/x.las"], ["validate", "/nowhere/x.las"],
                      ["pipeline", "/nowhere/x.las", "a.las"],
                      ["validate", "--rules", "/nowhere/x.las", "c.json"]):
            code, out, err = weir(*words)
            self.assertNotEqual(code, 0)
            self.assertNotIn("weir_", out + err, words)
            self.assertEqual((out + err).count("/nowhere/x.las"), 1, out + err)
            self.assertIn("No such file or directory", out + err)

    def test_a_full_disk_on_stdout_is_told(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([WEIR, "info", "--json"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"standard output", done.stderr)


class Simulate(Folder):
    POLICIES = ("weir", "lru", "arc", "s3fifo", "wtinylfu", "optimum")

    def rates(self, path, *words):
        code, out, err = weir("cache", "simulate", path, "--json", "--quiet", *words)
        self.assertEqual(code, 0, err)
        return [json.loads(line) for line in out.splitlines()]

    def test_a_loop(self):
        # A loop of 150 keys over 100 entries: LRU gets nothing, the optimum two of three in the end.
        path = self.write("loop.txt", "# a comment\n" + "".join(f"{n % 150}\n" for n in range(15_000)))
        small, large = self.rates(path, "--size", "100,150")
        self.assertEqual((small["accesses"], small["keys"], small["size"]), (15_000, 150, 100))
        self.assertEqual(small["lru"], 0)
        self.assertAlmostEqual(small["optimum"], 100 / 150 * 0.99, delta=0.002)
        self.assertGreater(small["weir"], 0.5)
        for policy in self.POLICIES:
            self.assertLessEqual(small[policy], small["optimum"])
            self.assertAlmostEqual(large[policy], 0.99, delta=0.04)
        self.assertEqual(large["lru"], 0.99)

    def test_formats_agree(self):
        keys = [(n * n) % 1009 for n in range(20_000)]
        text = self.write("t.txt", "".join(f"{key}\n" for key in keys))
        arc = self.write("t.arc", "".join(f"{key} 1 0 0\n" for key in keys))
        packed = {"u32be": struct.pack(f">{len(keys)}I", *keys),
                  "u64be": struct.pack(f">{len(keys)}Q", *keys),
                  "oracle": b"".join(struct.pack("<IQIq", 0, key, 1, -1) for key in keys)}
        words = ["--size", "200", "-p", "lru,arc,optimum"]
        wanted = self.rates(text, *words)[0]
        wanted.pop("trace")
        self.assertGreater(wanted["optimum"], wanted["lru"])
        files = {"arc": arc}
        for name, data in packed.items():
            files[name] = self.path(name)
            with open(files[name], "wb") as file:
                file.write(data)
        for name, path in files.items():
            seen = self.rates(path, "--format", name, *words)[0]
            seen.pop("trace")
            self.assertEqual(seen, wanted, name)

    def test_words_and_failures(self):
        code, out, _ = weir("cache", "simulate", "-", "-s", "3", "-q", text="1\n2\n1\n")
        self.assertEqual(code, 0)
        self.assertIn("3 accesses, 2 keys", out)
        self.assertIn("33.33", out)
        self.assertIn("optimum", out)
        bad = self.path("bad")
        with open(bad, "wb") as file:
            file.write(b"12345")
        code, out, err = weir("cache", "simulate", "nothing.txt", bad, "-", "-s", "3", "-q", "-f",
                              "u32be", text="")
        self.assertEqual(code, 1)
        self.assertIn("nothing.txt: No such file", err)
        self.assertIn("1 of 4 bytes", err)
        self.assertIn("no access in it", err)


class Info(unittest.TestCase):
    def test_json_and_words(self):
        code, out, _ = weir("info", "--json")
        self.assertEqual(code, 0)
        info = json.loads(out)
        self.assertEqual(info["abi"], 1)
        self.assertGreater(info["memory"]["system_bytes"], 0)
        code, out, _ = weir("info")
        self.assertEqual(code, 0)
        self.assertIn("device       host", out)

    def test_a_bad_environment_is_told(self):
        code, _, err = weir("info", env={**os.environ, "WEIR_DEVICE": "abacus"})
        self.assertEqual(code, 3)
        self.assertIn("WEIR_DEVICE", err)

    def test_a_device_that_is_insisted_on_is_explained(self):
        env = {**os.environ, "WEIR_DEVICE": "cuda", "CUDA_VISIBLE_DEVICES": ""}
        env.pop("WEIR_DEVICE_PLUGIN", None)
        code, out, err = weir("info", env=env)
        self.assertEqual(code, 0)
        self.assertIn("not available: CUDA_VISIBLE_DEVICES hides every GPU", out)
        self.assertIn("here every program is refused", err)


class Validate(Folder):
    def test_verdicts_and_exit_codes(self):
        good = self.write("good.json", {"lod_level": "LOD2", "batch_size": 5000})
        bad = self.write("bad.json", {"lod_level": "LOD9", "batch_size": 0, "num_workers": 1.5})
        torn = self.write("torn.json", '{"lod_level": ')
        self.assertEqual(weir("validate", good)[0], 0)
        code, out, _ = weir("validate", bad, good, torn, self.path("missing.json"))
        self.assertEqual(code, 1)
        for word in ("lod_level", "batch_size", "num_workers", "torn.json", "missing.json"):
            self.assertIn(word, out)
        code, out, _ = weir("validate", "--json", bad, good, torn)
        self.assertEqual(code, 1)
        verdicts = json.loads(out)
        self.assertEqual([verdict["valid"] for verdict in verdicts], [False, True, False])
        self.assertIn("line 1", verdicts[2]["error"])
        self.assertEqual(weir("validate", "-q", bad)[:2], (1, ""))

    def test_standard_input(self):
        self.assertEqual(weir("validate", "-", text="{}")[0], 0)
        self.assertEqual(weir("validate", "-", text="{,}")[0], 1)

    def test_rules_of_ones_own(self):
        rules = self.write("rules.json", {"rules": [
            {"rule": "required", "field": "a"},
            {"rule": "range", "field": "b", "min": 1, "max": 2, "level": "exhaustive"}]})
        config = self.write("c.json", {"a": 1, "b": 3, "extra": 0})
        self.assertEqual(weir("validate", "-r", rules, config)[0], 0)
        self.assertEqual(weir("validate", "-r", rules, "-l", "exhaustive", config)[0], 1)
        code, out, _ = weir("validate", "-r", rules, "--strict", config)
        self.assertEqual(code, 0)
        self.assertIn("extra", out)
        wrong = self.write("wrong.json", {"rules": [{"rule": "requird", "field": "a"}]})
        code, _, err = weir("validate", "-r", wrong, config)
        self.assertEqual(code, 2)
        self.assertIn('did you mean "required"?', err)

    def schema(self):
        self.write("size.json", {"type": "integer", "minimum": 1})
        return self.write("schema.json", {
            "type": "object", "required": ["input"], "additionalProperties": False,
            "properties": {"input": {"type": "string"}, "batch_size": {"$ref": "size.json"},
                           "day": {"format": "date"}}})

    def test_a_schema(self):
        schema = self.schema()
        good = self.write("good.json", {"input": "a"})
        with open(self.path("bad.json"), "w") as file:
            file.write('{"input": "a",\n  "batch_sise": 1, "batch_size": 0, "day": "now"}')
        bad = self.path("bad.json")
        self.assertEqual(weir("validate", "-s", schema, good)[0], 0)
        code, out, _ = weir("validate", "--schema", schema, good, bad)
        self.assertEqual(code, 1)
        self.assertIn("line 2, column 3: /batch_sise", out)
        self.assertIn('did you mean "batch_size"?', out)
        self.assertIn("0 is below 1", out)  # the reference was read from beside the schema
        self.assertNotIn("/day", out)
        code, out, _ = weir("validate", "-s", schema, "--formats", "--explain", bad)
        self.assertEqual(code, 1)
        self.assertIn('2 |   "batch_sise": 1', out)
        self.assertIn("\n      |   ^\n", out)
        self.assertIn("schema.json#/properties/day/format", out)
        code, out, _ = weir("validate", "-s", schema, self.path("g*.json"), "--json")
        self.assertEqual((code, [entry["valid"] for entry in json.loads(out)]), (0, [True]))
        sarif = json.loads(weir("validate", "-s", schema, bad, good, "--sarif")[1])
        self.assertEqual(sarif["version"], "2.1.0")
        results = sarif["runs"][0]["results"]
        self.assertEqual(len(results), 2)
        place = results[0]["locations"][0]["physicalLocation"]
        self.assertEqual((place["artifactLocation"]["uri"], place["region"]["startLine"]), (bad, 2))

    def test_schema_and_rules_together(self):
        rules = self.write("rules.json", {"rules": [{"rule": "required", "field": "owner"}]})
        config = self.write("c.json", {"input": 5})
        code, out, _ = weir("validate", "-s", self.schema(), "-r", rules, config)
        self.assertEqual(code, 1)
        self.assertIn("5 is not a string", out)
        self.assertIn("/owner", out)

    def test_lines(self):
        with open(self.path("many.jsonl"), "w") as file:
            file.write('{"input": "a"}\n\n{"input": 1}\n{"input": \n' + '{"input": "b"}\n' * 1000)
        code, out, _ = weir("validate", "-s", self.schema(), self.path("many.jsonl"))
        self.assertEqual(code, 1)
        self.assertIn("many.jsonl:3: FAILED", out)
        self.assertIn("many.jsonl:4: ", out)
        self.assertIn("1,003 documents, 2 rejected", out)
        self.assertEqual(weir("validate", "-s", self.schema(), "--lines", "-",
                              text='{"input": "a"}\n' * 3)[0], 0)

    def test_a_schema_that_is_none(self):
        config = self.write("c.json", {})
        wrong = self.write("wrong.json", {"type": "objekt"})
        lost = self.write("lost.json", {"$ref": "https://example.org/x"})
        for schema, remedy in ((wrong, 'did you mean "object"?'), (lost, "nothing is ever fetched"),
                               (self.path("none.json"), "cannot be read")):
            code, _, err = weir("validate", "-s", schema, config)
            self.assertEqual(code, 2)
            self.assertIn(remedy, err)


class Pipeline(Folder):
    def tile(self, name, points=20000, seed=1):
        path = self.path(name)
        code, _, err = weir("synthesize", path, "--points", str(points), "--seed", str(seed), "-q")
        self.assertEqual(code, 0, err)
        return path

    def report(self):
        with open(self.path("out/report.json"), encoding="utf-8") as file:
            return json.load(file)

    def run_on(self, config, *tiles, **options):
        return weir("pipeline", self.write("config.json", config), *tiles, "-o", self.path("out"),
                    **options)

    def test_a_tile_goes_through_everything(self):
        tile = self.tile("place.las")
        with open(tile, "rb") as file:
            before = file.read()
        code, out, err = self.run_on({"lod_level": "LOD2", "batch_size": 3000}, tile)
        self.assertEqual(code, 0, err)
        self.assertIn("Successful: 1, failed: 0", out)
        report = self.report()
        self.assertEqual(report["points"], 20000)
        # What was said, and what was in force.
        self.assertEqual(report["config"], {"lod_level": "LOD2", "batch_size": 3000})
        settings = report["settings"]
        self.assertEqual({key: settings[key] for key in
                          ("lod_level", "batch_size", "num_streams", "neighbor_count", "picture")},
                         {"lod_level": "LOD2", "batch_size": 3000, "num_streams": 4,
                          "neighbor_count": 16, "picture": True})
        info = json.loads(weir("info", "--json")[1])
        self.assertEqual(settings["num_workers"], info["workers"])
        self.assertAlmostEqual(settings["memory_budget_mb"] * 1e6, report["memory"]["budget_bytes"],
                               delta=1e-5 * report["memory"]["budget_bytes"])
        # 20000 points in batches of 3000: the last one is short.
        phases = report["profile"]["phases"]
        self.assertEqual(phases["transfer"]["custom_metrics"]["batch_count"], 7)
        for name in ("validation", "batch_processing", "tile_place", "validate", "process",
                     "data_loading", "transfer", "feature_computation", "classification", "output"):
            self.assertIn(name, phases)
        self.assertEqual(report["transfers"]["transfer_stats"]["count"], 7)
        self.assertEqual(report["transfers"]["bytes_transferred"], 20000 * 24)
        # The synthetic tile knows its true classes; the rules find most of them.
        self.assertGreater(report["tiles"][0]["agreement"], 0.8)
        with open(self.path("out/results.csv"), newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(sum(int(row["points"]) for row in rows), 20000)
        with open(self.path("out/place.classified.las"), "rb") as file:
            after = file.read()
        self.assertEqual(len(after), len(before))
        self.assertNotEqual(after, before)
        with open(tile, "rb") as file:
            self.assertEqual(file.read(), before)

    def test_one_bad_tile_never_stops_the_rest(self):
        whole = self.tile("whole.las", 5000)
        with open(whole, "rb") as file:
            content = file.read()
        with open(self.path("cut.las"), "wb") as file:
            file.write(content[:len(content) // 2])
        with open(self.path("none.las"), "wb") as file:
            file.write(b"no tile at all")
        os.mkdir(self.path("sub"))
        twin = self.tile("sub/whole.las", 4000, seed=2)
        code, _, err = self.run_on({}, self.path("cut.las"), whole, self.path("none.las"),
                                   self.path("gone.las"), twin)
        self.assertEqual(code, 1, err)
        report = self.report()
        self.assertEqual((report["successful"], report["failed"]), (2, 3))
        self.assertEqual(sorted(os.path.basename(path) for path in report["errors"]),
                         ["cut.las", "gone.las", "none.las"])
        # Every phase was ended, also on the error paths.
        phases = report["profile"]["phases"]
        for name in ("batch_processing/tile_whole/process", "batch_processing/tile_whole/validate",
                     "batch_processing/tile_cut/validate"):
            self.assertIn(name, phases)
        self.assertNotIn("batch_processing/tile_cut/process", phases)
        for name in ("tile_cut", "tile_none", "tile_gone", "tile_whole", "tile_whole_2"):
            self.assertEqual(report["profile"]["phases"][name]["count"], 1, name)
        self.assertTrue(os.path.exists(self.path("out/whole_2.classified.las")))

    def test_an_empty_tile_is_a_tile(self):
        tile = self.tile("some.las", 1)
        with open(tile, "rb") as file:
            content = bytearray(file.read())
        offset = struct.unpack_from("<I", content, 96)[0]
        struct.pack_into("<Q", content, 247, 0)  # the 64-bit count of LAS 1.4
        struct.pack_into("<I", content, 107, 0)
        struct.pack_into("<5I", content, 111, *[0] * 5)
        struct.pack_into("<15Q", content, 255, *[0] * 15)
        with open(self.path("empty.las"), "wb") as file:
            file.write(content[:offset])
        code, _, err = self.run_on({}, self.path("empty.las"))
        self.assertEqual(code, 0, err)
        self.assertEqual(self.report()["points"], 0)

    def test_a_bad_configuration_stops_before_anything_begins(self):
        tile = self.tile("t.las", 1000)
        code, _, err = self.run_on({"lod_level": "LOD7", "batch_size": -1}, tile)
        self.assertEqual(code, 1)
        self.assertIn("lod_level", err)
        self.assertIn("batch_size", err)
        self.assertFalse(os.path.exists(self.path("out")))

    def test_a_misspelt_key_is_warned_of(self):
        code, _, err = self.run_on({"batch_sise": 10}, self.tile("t.las", 1000))
        self.assertEqual(code, 0)
        self.assertIn("batch_size", err)

    def test_a_budget_too_small_fails_the_tile_not_the_run(self):
        big = self.tile("big.las", 2_000_000)
        small = self.tile("small.las", 1000)
        code, _, err = self.run_on({"memory_budget_mb": 64, "picture": False}, big, small)
        self.assertEqual(code, 1, err)
        report = self.report()
        self.assertEqual(report["successful"], 1)
        self.assertIn("budget", list(report["errors"].values())[0])
        self.assertLessEqual(report["memory"]["peak_bytes"], 64_000_000)

    def test_what_is_no_file_stays(self):
        pipe = self.path("pipe")
        os.mkfifo(pipe)
        for path in (pipe, self.folder, "/dev/stdout"):
            code, _, err = weir("synthesize", path, "-q", "-n", "10")
            self.assertEqual(code, 3, path)
            self.assertIn("which stays", err)
        self.assertFalse(os.path.isfile(pipe))

    def test_a_result_never_takes_the_place_of_a_tile(self):
        tile = self.tile("a.las", 500)
        other = self.tile("a.classified.las", 600, seed=2)
        with open(other, "rb") as file:
            before = file.read()
        config = self.write("config.json", {})
        code, _, err = weir("pipeline", config, tile, other, "-o", self.folder)
        self.assertEqual(code, 0, err)
        with open(other, "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertTrue(os.path.exists(self.path("a_2.classified.las")))

    def test_complaints_are_told_even_when_quiet(self):
        config = self.write("config.json", {})
        code, out, err = weir("pipeline", config, self.path("gone.las"), "-q", "-o",
                              self.path("out"))
        self.assertEqual((code, out), (1, ""))
        self.assertIn("gone.las: failed: cannot be opened", err)
        self.assertEqual(err.count("gone.las"), 1, "told once")
        self.assertNotIn("weir_", err)

    def test_a_tile_whose_numbers_are_too_large_is_warned_of(self):
        tile = self.tile("far.las", 500)
        with open(tile, "r+b") as file:
            file.seek(155)
            file.write(struct.pack("<d", 1e15))
        code, _, err = self.run_on({"picture": False}, tile)
        self.assertEqual(code, 0, err)
        self.assertIn("far.las: the X offset is 1e+15", err)

    def test_the_limits_are_the_librarys(self):
        for key, most in (("num_workers", 4096), ("num_streams", 256), ("neighbor_count", 4096)):
            fine = self.write("fine.json", {key: most})
            self.assertEqual(weir("validate", fine)[0], 0, key)
            over = self.write("over.json", {key: most + 1})
            self.assertEqual(weir("validate", over)[0], 1, key)
        tile = self.tile("t.las", 500)
        code, _, err = self.run_on({"num_workers": 4096, "num_streams": 256,
                                    "neighbor_count": 4096, "picture": False}, tile)
        self.assertEqual(code, 0, err)
        self.assertEqual(self.report()["settings"]["num_workers"], 4096)

    def test_names_are_what_the_system_takes(self):
        plain = self.tile("plain.las", 500)
        odd = os.path.join(os.fsencode(self.folder), b'b\xffd "name"\n.las')
        os.rename(plain, odd)
        long = self.tile("n" * 230 + ".las", 500)
        config = self.write("config.json", {"batch_size": 1})
        done = subprocess.run([WEIR, "pipeline", config, odd, long, "-o", self.path("out")],
                              capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = self.report()
        self.assertEqual(report["successful"], 2)
        self.assertEqual(report["transfers"]["transfer_stats"]["count"], 1000)
        self.assertIn(b'b\xffd "name"\n.classified.las', os.listdir(os.fsencode(self.path("out"))))

    def test_a_disk_that_fills_up_leaves_no_half_file(self):
        tile = self.tile("t.las", 20000)

        def little_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

        code, _, _ = self.run_on({"picture": False}, tile, preexec_fn=little_room)
        self.assertEqual(code, 1)
        self.assertEqual(sorted(os.listdir(self.path("out"))), ["report.json", "results.csv"])
        self.assertEqual(len(self.report()["errors"]), 1)

    def test_a_file_where_the_folder_should_be(self):
        self.write("out", "in the way")
        code, _, err = self.run_on({}, self.tile("t.las", 1000))
        self.assertEqual(code, 3)
        self.assertIn("cannot make this folder", err)

    def test_interrupt_stops_and_leaves_no_half_file(self):
        # A person's terminal: its moving bar tells when the work is under way.
        master, slave = os.openpty()
        process = subprocess.Popen([WEIR, "synthesize", self.path("huge.las"), "-n", "50000000"],
                                   stderr=slave, env={**os.environ, "TERM": "xterm"})
        os.close(slave)
        seen = b""
        while b" 1 %" not in seen:
            seen += os.read(master, 4096)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=120), 130)
        os.close(master)
        self.assertIn(b"huge.las [", seen)
        self.assertEqual(os.listdir(self.folder), [])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
