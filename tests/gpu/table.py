# SPDX-License-Identifier: Apache-2.0
"""Makes the table of tests/bench/README.md from the JSON lines of link_bench and peers.py:
table.py link.log peers.log link_again.log"""
import json
import sys


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.startswith("{")]


link, peers, again = (lines(path) for path in sys.argv[1:4])
device = next(row["device"] for row in link if "device" in row)
print(f"Device: {device}\n")
print("| row | MB | ours ms | GB/s | beside | ms | ratio | ratio again |")
print("|---|---:|---:|---:|---|---:|---:|---:|")
second = {(row["row"], row["beside"]): row for row in again if "row" in row}
for row in link:
    if "row" not in row:
        continue
    twin = second[(row["row"], row["beside"])]
    print(f"| {row['row']} | {row['bytes'] / 1e6:.1f} | {row['ours_ms']:.3f} | {row['ours_gb_s']:.2f} | "
          f"{row['beside']} | {row['beside_ms']:.3f} | {row['ratio']:.2f} | {twin['ratio']:.2f} |")
for row in peers:
    print(f"\n{row['peer']}: " + (f"{row['ms']:.3f} ms" if "ms" in row else row["missing"]))
