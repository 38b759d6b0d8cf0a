# SPDX-License-Identifier: Apache-2.0
"""Proves, on the example that does the main job: all its stages and a report of them (A-100); one bad
tile never stops the others, and errors are kept per path (A-101); the phases of a tile end with it,
also when it fails halfway (A-102); points move in batches of which the last is ragged (A-032)."""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile


def demand(holds, what):
    if not holds:
        sys.exit(f"pipeline_test: {what}")


def run(program, config, tiles, out):
    return subprocess.run([program, config, *tiles, "-o", out], capture_output=True, text=True, timeout=120)


def check(program, config, folder):
    made = run(program, config, [], os.path.join(folder, "made"))
    demand(made.returncode == 0, f"a made tile failed: {made.stderr}")
    good = os.path.join(folder, "made", "synthetic_truth.las")
    size = os.path.getsize(good)

    cut = os.path.join(folder, "cut.las")  # fails when it is opened
    with open(good, "rb") as source, open(cut, "wb") as copy:
        copy.write(source.read(size // 2))
    stray = os.path.join(folder, "stray.las")  # fails later, inside the features
    shutil.copy(good, stray)
    with open(stray, "r+b") as file:
        file.seek(96)
        at = int.from_bytes(file.read(4), "little")
        file.seek(at)
        file.write((2**31 - 1).to_bytes(4, "little") * 2)
    missing = os.path.join(folder, "missing.las")

    out = os.path.join(folder, "out")
    result = run(program, config, [cut, stray, missing, good], out)
    demand(result.returncode == 2, f"ended with {result.returncode}, not 2: {result.stderr}")
    with open(os.path.join(out, "report.json"), encoding="utf-8") as file:
        report = json.load(file)
    tiles = {tile["path"]: tile for tile in report["tiles"]}
    demand(tiles[cut]["status"] == "WEIR_E_PARSE" and cut in tiles[cut]["error"], tiles[cut])
    demand(tiles[stray]["status"] == "WEIR_E_LIMIT" and "stray" in tiles[stray]["error"], tiles[stray])
    demand(tiles[missing]["status"] == "WEIR_E_NOT_FOUND", tiles[missing])
    demand(tiles[good]["status"] == "WEIR_OK", tiles[good])

    points = tiles[good]["points"]
    demand(points == 100000 and sum(tiles[good]["classes"].values()) == points, tiles[good])
    demand(len(tiles[good]["classes"]) >= 4, "too few classes on a place with houses and trees")
    with open(os.path.join(out, "synthetic_truth.csv"), encoding="utf-8") as file:
        rows = list(csv.reader(file))
    demand(rows[0][:4] == ["x", "y", "z", "class"] and "linearity" in rows[0], rows[0])
    demand(len(rows) == points + 1, f"{len(rows)} rows")
    demand(os.path.getsize(os.path.join(out, "synthetic_truth_classified.las")) == size, "another size")

    steps = {tile["name"]: [step["name"] for step in tile["children"]]
             for tile in report["phases"]["hierarchy"]}
    demand(steps == {
        "tile_cut": ["read"],
        "tile_stray": ["read", "move", "features"],
        "tile_missing": ["read"],
        "tile_synthetic_truth": ["read", "move", "features", "classify", "write"],
    }, f"phases: {steps}")
    summary = report["phases"]
    demand(summary["total_time"] > 0 and summary["num_phases"] == 14, summary)
    demand(all(phase["duration"] >= 0 for phase in summary["phases"].values()), summary)
    # Two tiles went through the streams whole: the good one and the one that failed after it moved.
    demand(report["transfers"]["bytes_transferred"] == 2 * 24 * points, report["transfers"])


def check_ragged(program, folder):
    config = os.path.join(folder, "ragged.json")
    with open(config, "w", encoding="utf-8") as file:
        json.dump({"lod_level": "MINIMAL", "batch_size": 33333}, file)
    out = os.path.join(folder, "ragged")
    demand(run(program, config, [], out).returncode == 0, "batches of 33,333 points failed")
    with open(os.path.join(out, "report.json"), encoding="utf-8") as file:
        stats = json.load(file)["transfers"]
    demand(stats["transfer_stats"]["count"] == 4, stats)
    demand(stats["bytes_transferred"] == 2400000, stats)


def check_bad_config(program, folder):
    config = os.path.join(folder, "bad.json")
    with open(config, "w", encoding="utf-8") as file:
        file.write('{"lod_level": "LOD9", "batch_size": 0}')
    result = run(program, config, [], os.path.join(folder, "never"))
    demand(result.returncode == 1 and "lod_level" in result.stderr and "batch_size" in result.stderr,
           f"{result.returncode}: {result.stderr}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        check(sys.argv[1], sys.argv[2], temporary)
        check_ragged(sys.argv[1], temporary)
        check_bad_config(sys.argv[1], temporary)
