# SPDX-License-Identifier: Apache-2.0
"""Proves: every rule says what is wrong and where; rules in Python see the caller's own object, and
what they raise is one failed rule that keeps its exception; what JSON cannot hold is never lost."""
import asyncio
import gc
import os
import pathlib
import tempfile
import threading
import unittest
import weakref

import weir
from support import numpy


class Rules(unittest.TestCase):
    def setUp(self):
        self.validator = weir.ConfigValidator()

    def errors(self, config, **options):
        return self.validator.validate(config, **options)[1]

    def test_the_librarys_rules(self):
        validator = self.validator
        validator.add_required_field("input", hint="name the tile")
        validator.add_numeric_range_validator("n", 1, 10)
        validator.add_field_type("/deep/list", (list, None))
        validator.add_field_type("whole", int)
        validator.add_choice_validator("mode", ["a", "b"])
        validator.add_pattern_validator("name", "^[a-z]+$")
        validator.add_document({"rules": [{"rule": "range", "field": "m", "min": 0, "max": 1}]})
        self.assertEqual(len(validator), 7)
        good = {"input": None, "n": 10, "deep": {"list": []}, "whole": 5, "mode": "a", "name": "x",
                "m": 0.5, "other": object}
        self.assertEqual(validator.validate(good), (True, []))
        is_valid, report = validator.validate_detailed(
            {"n": 11, "deep": {"list": 3}, "whole": 1.5, "mode": "c", "name": "X1", "m": True})
        self.assertFalse(is_valid)
        self.assertEqual([error.field for error in report.errors],
                         ["input", "n", "deep/list", "whole", "mode", "name", "m"])
        self.assertEqual(report.errors[0].hint, "name the tile")
        self.assertEqual(report.errors[2].pointer, "/deep/list")
        self.assertTrue(str(report.errors[1]).startswith("[ERROR] n: "), str(report.errors[1]))
        self.assertEqual(report.to_dict()["errors"], 7)
        self.assertIn("FAILED", report.summary())
        for wrong in (lambda: validator.add_numeric_range_validator("n", 2, 1),
                      lambda: validator.add_pattern_validator("n", "("),
                      lambda: validator.add_field_type("n", complex),
                      lambda: validator.add_document({"rules": [{"rule": "rnge"}]}),
                      lambda: validator.add_required_field("n", severity="fatal"),
                      lambda: validator.add_required_field("n", level="never")):
            with self.assertRaises(weir.InvalidError):
                wrong()
        validator.clear_rules()
        self.assertEqual((len(validator), self.errors({})), (0, []))

    def test_paths(self):
        with tempfile.TemporaryDirectory() as folder:
            self.validator.add_path_validator("out", directory=True, create=True, writable=True)
            self.validator.add_path_validator("in", must_exist=True, file=True)
            config = {"out": pathlib.Path(folder) / "made", "in": __file__}
            self.assertEqual(self.errors(config), [])
            self.assertTrue(os.path.isdir(config["out"]))
            self.assertEqual(len(self.errors({"in": folder})), 1)

    def test_severity_level_and_strict(self):
        self.validator.add_required_field("a", severity="warning")
        self.validator.add_required_field("b", level="thorough")
        is_valid, report = self.validator.validate_detailed({})
        self.assertTrue(is_valid)
        self.assertEqual([finding.level for finding in report.findings], ["warning"])
        self.assertFalse(self.validator.validate({}, level="thorough")[0])
        is_valid, report = self.validator.validate_detailed({"a": 1, "bb": 2}, strict=True)
        self.assertTrue(is_valid)
        self.assertIn('"b"', str(report.warnings[0].message + report.warnings[0].hint))

    def test_rules_in_python(self):
        seen = []

        @self.validator.rule("whole")
        def whole(config):
            seen.append(config)
            return config["n"] == 1, "n has to be 1", "set it"

        self.validator.add_rule("bool", lambda config: config["n"] < 3)
        config = {"n": 1, "object": object()}
        self.assertEqual(self.errors(config), [])
        self.assertIs(seen[0], config)
        is_valid, report = self.validator.validate_detailed({"n": 5})
        self.assertEqual([(error.rule, error.hint) for error in report.errors],
                         [("whole", "set it"), ("bool", "")])
        self.assertIn("n has to be 1", report.errors[0].message)
        with self.assertRaises(TypeError):
            self.validator.add_rule("no", 7)

    def test_a_rule_that_says_where(self):
        @self.validator.rule("even")
        def even(config):
            if config["tiles"]["n"] % 2:
                return weir.Verdict(False, "n is odd", hint="double it", field="/tiles/n")
            return weir.Verdict(True)

        self.assertEqual(self.errors({"tiles": {"n": 2}}), [])
        is_valid, report = self.validator.validate_detailed({"tiles": {"n": 3}})
        (error,) = report.errors
        self.assertEqual((error.rule, error.pointer, error.field, error.message, error.hint),
                         ("even", "/tiles/n", "tiles/n", "n is odd", "double it"))
        self.assertEqual(self.errors({"tiles": {"n": 3}}), ["[ERROR] tiles/n: n is odd"])
        for wrong in ((False,), (False, "m", "h", "f", "more"), (False, "m", None, "/~7")):
            self.validator.clear_rules()
            self.validator.add_rule("wrong", lambda config: wrong)
            (said,) = self.errors({})
            self.assertTrue("returned tuple" in said or "/~7" in said, said)

    def test_a_rule_that_raises(self):
        def helper(config):
            return {}["missing"]

        self.validator.add_rule("broken", helper)
        self.validator.add_rule("strange", lambda config: "yes")
        self.validator.add_rule("fine", lambda config: (False, "still asked"))
        is_valid, report = self.validator.validate_detailed({})
        self.assertFalse(is_valid)
        self.assertIn("KeyError", report.errors[0].message)
        frames = []
        trace = report.errors[0].exception.__traceback__
        while trace:
            frames.append(trace.tb_frame.f_code.co_name)
            trace = trace.tb_next
        self.assertEqual(frames, ["helper"])
        self.assertIn("returned str", report.errors[1].message)
        self.assertIn("still asked", report.errors[2].message)

        def interrupted(config):
            raise KeyboardInterrupt

        self.validator.clear_rules()
        self.validator.add_rule("interrupted", interrupted)
        for call in (self.validator.validate, self.validator.is_valid):
            with self.assertRaises(KeyboardInterrupt):
                call({})

    def test_a_rule_that_validates(self):
        inner = weir.ConfigValidator()
        inner.add_rule("inner", lambda config: (config["deep"] == 1, f"saw {config}"))
        self.validator.add_rule("outer", lambda config: inner.is_valid(config["part"]))
        self.validator.add_rule("adds", lambda config: self.validator.add_rule(
            "added", lambda c: True) is None)
        self.assertEqual(self.errors({"part": {"deep": 1}}), [])
        self.assertEqual(len(self.errors({"part": {"deep": 2}})), 1)

    def test_rules_are_let_go(self):
        def rule(config):
            return True

        watch = weakref.ref(rule)
        self.validator.add_rule("r", rule)
        del rule
        gc.collect()
        self.assertIsNotNone(watch())
        self.validator.clear_rules()
        gc.collect()
        self.assertIsNone(watch())

    def test_what_json_cannot_hold(self):
        self.validator.add_numeric_range_validator("x", 0, 1)
        is_valid, report = self.validator.validate_detailed({"x": float("inf")})
        self.assertFalse(is_valid)
        is_valid, report = self.validator.validate_detailed({"y": {"z": object()}, 5: 1})
        self.assertTrue(is_valid)
        self.assertEqual([finding.pointer for finding in report.warnings], ["/y/z", ""])
        self.validator.clear_rules()
        self.validator.add_numeric_range_validator("n", 5, 5)
        if numpy is not None:
            for number in (numpy.int64(5), numpy.float32(5), numpy.uint8(5)):
                self.assertEqual(self.errors({"n": number}), [])
            self.assertEqual(len(self.errors({"n": numpy.arange(3)})), 1)

    def test_json_documents(self):
        self.validator.add_rule("r", lambda config: config == {"a": [1]})
        self.assertTrue(self.validator.is_valid(weir.Json.parse('{"a": [1]}')))

    def test_first_error(self):
        self.validator.add_numeric_range_validator("n", 0, 1)
        self.assertIsNone(self.validator.first_error({"n": 1}))
        self.assertIn("n", self.validator.first_error({"n": 2}))
        self.assertFalse(self.validator.is_valid({"n": 2}))

    def test_findings_of_ones_own(self):
        is_valid, report = self.validator.validate_detailed({})
        report.add("error", "quota", "disk", "too full", "make room")
        self.assertFalse(report.valid)
        self.assertEqual(report.errors[0].hint, "make room")
        self.assertEqual(len(report), 1)

    def test_many_threads_and_the_event_loop(self):
        self.validator.add_rule("even", lambda config: config["n"] % 2 == 0)
        failed = []

        def work():
            for n in range(200):
                if self.validator.is_valid({"n": n}) != (n % 2 == 0):
                    failed.append(n)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failed, [])

        async def main():
            verdicts = await asyncio.gather(*(self.validator.validate_async({"n": n})
                                              for n in range(10)))
            detailed = await self.validator.validate_detailed_async({"n": 1})
            return [valid for valid, errors in verdicts], detailed[0]

        self.assertEqual(asyncio.run(main()), ([n % 2 == 0 for n in range(10)], False))



class Schemas(unittest.TestCase):
    SCHEMA = {"type": "object", "required": ["input"], "additionalProperties": False,
              "properties": {"input": {"type": "string"}, "day": {"format": "date"},
                             "size": {"$ref": "https://example.org/size"}}}
    DOCUMENTS = {"https://example.org/size": {"minimum": 1}}

    def schema(self, **options):
        return weir.Schema(self.SCHEMA, documents=self.DOCUMENTS, **options)

    def test_verdicts(self):
        schema = self.schema()
        for good in ('{"input": "a"}', b'{"input": "a"}', {"input": "a"}, weir.Json({"input": "a"})):
            self.assertTrue(schema.is_valid(good))
        for bad in ("{}", b'{"input": 1}', {"input": "a", "size": 0}, []):
            self.assertFalse(schema.is_valid(bad))
        with self.assertRaises(weir.ParseError) as caught:
            schema.is_valid('{"input": "a",}')
        self.assertEqual((caught.exception.line, caught.exception.column), (1, 14))
        with self.assertRaises(weir.InvalidError):
            schema.is_valid({"input": float("nan")})

    def test_reports(self):
        report = self.schema(formats=True).validate('{"input": 5,\n "day": "now", "sise": 1}')
        self.assertFalse(report.valid)
        found = {finding.rule: finding for finding in report.errors}
        self.assertEqual(set(found), {"type", "format", "additionalProperties"})
        self.assertEqual((found["format"].line, found["format"].column), (2, 9))
        self.assertEqual(found["format"].schema, "#/properties/day/format")
        self.assertIn('"size"', found["additionalProperties"].hint)
        self.assertIn('"startLine": 2', report.write("sarif", "a.json"))
        self.assertIn("keywordLocation", report.write("basic"))
        with self.assertRaisesRegex(weir.InvalidError, "no style"):
            report.write("xml")
        self.assertTrue(self.schema().validate({"input": "a", "day": "now"}).valid)

    def test_schemas_that_are_none(self):
        with self.assertRaisesRegex(weir.NotFoundError, "https://example.org/size"):
            weir.Schema(self.SCHEMA)
        with self.assertRaisesRegex(weir.InvalidError, "line 2, column 2, at /minimum"):
            weir.Schema('{"minimum":\n "1"}')
        with self.assertRaisesRegex(weir.InvalidError, 'did you mean "minimum"'):
            weir.Schema({"minimun": 1}, strict=True)
        with self.assertRaises(TypeError):
            weir.Schema({}, documents={5: {}})

    def test_rules_as_data(self):  # B-042 B-043 B-046 B-054
        validator = weir.ConfigValidator()
        validator.load("phi_analysis")
        is_valid, report = validator.validate_detailed(
            {"analysis_mode": "auto-detect", "optimization": {"vi": {}, "mcmc": {}}})
        self.assertTrue(is_valid)
        self.assertEqual([f.rule for f in report.suggestions], ["analysis_mode"])
        self.assertEqual(str(report.suggestions[0])[:12], "[SUGGESTION]")
        with self.assertRaisesRegex(weir.NotFoundError, "phi_analysis"):
            validator.load("phi_analisis")
        with self.assertRaises(weir.NotFoundError):
            validator.load(pathlib.Path("none.json"))
        validator.clear_rules()
        asked = []
        for name in ("late", "never", "early"):
            validator.add_rule(name, lambda config, name=name: (asked.append(name) or True, None),
                               level="on-demand" if name == "never" else "fast")
        validator.arrange({"late": {"after": ["early"], "limit_ms": 60000}})
        self.assertTrue(validator.validate_detailed({}, level="exhaustive")[0])
        self.assertEqual(asked, ["early", "late"])
        with self.assertRaisesRegex(weir.InvalidError, "circle"):
            validator.arrange({"early": {"after": ["late"]}})
        with self.assertRaisesRegex(weir.InvalidError, "limit_ms"):
            validator.arrange({"early": {"limit_sm": 5}})
        with self.assertRaises(weir.InvalidError):
            validator.validate({}, level="on-demand")
        report.add("suggestion", "mine", "", "could be better")
        self.assertEqual(len(report.suggestions), 2)
        self.assertIn("skipped", report.to_dict())

    def test_a_schema_is_a_rule(self):
        validator = weir.ConfigValidator()
        validator.add_schema(self.schema(), "run", severity="warning")
        validator.add_schema({"required": ["run"]})
        is_valid, report = validator.validate_detailed({"run": {}})
        self.assertTrue(is_valid)
        self.assertEqual([f.pointer for f in report.warnings], ["/run"])
        self.assertEqual(validator.validate({}), (False, ['[ERROR] required: the member "run" is missing']))


if __name__ == "__main__":
    unittest.main()
