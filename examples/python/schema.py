# SPDX-License-Identifier: Apache-2.0
"""Judges configurations by a JSON Schema: the verdict first, then what is wrong and where."""
import weir

schema = weir.Schema({
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["input"],
    "properties": {
        "input": {"type": "string", "minLength": 1},
        "batch_size": {"type": "integer", "minimum": 1, "maximum": 512},
        "mode": {"enum": ["fast", "best"]},
        "started": {"format": "date"},
        "output": {"$ref": "https://example.org/output"},
    },
    "additionalProperties": False,
}, formats=True, documents={
    "https://example.org/output": {"oneOf": [{"type": "string"}, {"required": ["path"]}]},
})

assert schema.is_valid('{"input": "tile.las", "batch_size": 64, "output": {"path": "out"}}')
assert schema.is_valid({"input": "tile.las"})  # a Python value as well

text = """{
  "batch_sise": 64,
  "mode": "fsat",
  "started": "yesterday"
}"""
report = schema.validate(text)
assert not report.valid
print(report.summary())
for finding in report.errors:
    print(f"{finding.line}:{finding.column} {finding.rule}: {finding.hint or finding.message}")
assert report.errors[0].line == 2 and "batch_size" in report.errors[0].hint
assert '"version": "2.1.0"' in report.write("sarif", "config.json")

# A schema is a rule among others.
validator = weir.ConfigValidator()
validator.add_schema(schema)
validator.add_rule("even", lambda config: config.get("batch_size", 2) % 2 == 0)
print(validator.validate({"input": "tile.las", "batch_size": 1023}))

# A schema that is not one says where.
try:
    weir.Schema('{"type": "object",\n "properties": {"a": {"type": "sting"}}}')
    raise SystemExit("sting is no type")
except weir.InvalidError as error:
    print(error)
