# SPDX-License-Identifier: Apache-2.0
"""Checks a configuration with rules of the library's and with rules written here."""
import weir

validator = weir.ConfigValidator()
validator.add_required_field("input", hint="the tile to read")
validator.add_numeric_range_validator("batch_size", 1, 512)
validator.add_choice_validator("/output/format", ["las", "png"])
validator.add_field_type("workers", int, severity="warning")


@validator.rule("even_batches")
def even_batches(config):
    """A rule sees the whole configuration: (verdict, message, hint)."""
    size = config.get("batch_size", 2)
    return size % 2 == 0, f"batch_size {size} is odd", "use an even one"


@validator.rule("depth")
def depth(config):
    return config["output"]["depth"] < 3  # raises where it is missing: one failed rule


good = {"input": "tile.las", "batch_size": 64, "output": {"format": "las", "depth": 1}}
bad = {"batch_size": 33, "output": {"format": "bmp"}, "workers": "many"}

is_valid, errors = validator.validate(good)
assert is_valid and not errors

is_valid, report = validator.validate_detailed(bad)
assert not is_valid
print(report.summary())
for finding in report.errors:
    if finding.hint:
        print(f"{finding.field or finding.rule}: {finding.hint}")
    if finding.exception is not None:
        print(f"{finding.rule} raised {finding.exception!r}")

# Rules written as data: a ready-made set, and when a rule of it is asked.
ready = weir.ConfigValidator()
ready.load("lidar")
ready.arrange({"workers": {"level": "thorough"}})
print(ready.validate_detailed(bad)[1].summary())

# The hot path: stops at the first error, makes no report.
assert validator.is_valid(good)
print("first:", validator.first_error(bad))

# Text that does not parse says where.
try:
    weir.Json.parse('{"input": "tile.las",\n "batch_size": 64,}')
    raise SystemExit("a trailing comma was taken")
except weir.ParseError as error:
    print(f"line {error.line}, column {error.column}: {error}")
