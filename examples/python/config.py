# SPDX-License-Identifier: Apache-2.0
"""One configuration out of defaults, a file, the environment and the program, and who says what."""
import json
import os
import tempfile

import weir

DEFAULTS = {"performance": {"max_workers": 4, "target_fps": 30.0}, "quality": {"model": "balanced"},
            "db": {"password": ""}}
SCHEMA = {"properties": {"performance": {"properties": {
    "max_workers": {"type": "integer", "minimum": 1, "maximum": 16}}}}}

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "app.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"performance": {"max_workers": 6}, "db": {"password": "s3cret"}}, file)
    os.environ["APP_PERFORMANCE__TARGET_FPS"] = "60"  # typed as what stands there: a number
    os.environ["APP_PERFORMANCE__TARGET_FSP"] = "1"   # told, and left out

    config = weir.Config(DEFAULTS, [path], prefix="APP", schema=SCHEMA, secrets=["db.password"],
                         watch=True, debounce=0.001)
    print(config.values.performance.max_workers, config.values.performance.target_fps)
    print(config.explain("performance.max_workers")["source"])
    print(config.summary()["warnings"])
    assert config.explain("db.password")["value"] == "***"

    # Whole or nothing.
    config.update({"performance": {"max_workers": 8}})
    try:
        config.update({"performance": {"max_workers": 99}, "quality": {"model": "best"}})
        raise SystemExit("99 workers were taken")
    except weir.Error as error:
        print(error)
    assert config.values.quality.model == "balanced"

    # A file that changes is read again; what the program said stays above it.
    seen = config.generation
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump({"quality": {"model": "best"}}, file)
    os.replace(path + ".new", path)
    assert config.wait(seen, timeout=60)
    assert config.get("quality.model") == "best"
    assert config.values.performance.max_workers == 8
    config.rollback(seen)
    assert config.values.quality.model == "balanced"
