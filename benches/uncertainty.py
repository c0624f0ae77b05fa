"""Monte Carlo of a park's uncertainty: parkcarbon against a vectorised NumPy script of the same model, in the same run.

    cargo build --release && python3 benches/uncertainty.py [--draws 1000000] [--runs 3]

Needs NumPy. Writes a park of 500 entries (125 enterprises, 4 carriers, one year), asks both for the 95 % interval, checks
that they agree within the error of drawing, alternates the runs and prints medians and their ratio as whole processes.
"""

import argparse
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

ACTIVITY, FACTOR = 5.0, 7.0
CARRIERS = [("electricity", "MWh"), ("natural_gas", "10^4 Nm3"), ("bituminous_coal", "t"), ("diesel", "t")]

NUMPY = """
import json, sys, time
import numpy as np
model = json.load(open(sys.argv[1]))
draws, block = int(sys.argv[2]), 20_000
sums = np.array(model["sums"])
rows = [np.array(row) for row in model["rows"]]
activity, factor = model["activity"] / 196.0, model["factor"] / 196.0
random = np.random.default_rng(1)
totals = []
for start in range(0, draws, block):
    size = min(block, draws - start)
    readings = random.standard_normal((len(sums), size))
    readings *= activity
    readings += 1.0
    total = np.zeros(size)
    for row in rows:
        part = sums[row] @ readings[row]
        for error in range(model["parts"]):
            part *= 1.0 + factor * random.standard_normal(size)
        total += part
    totals.append(total)
totals = np.concatenate(totals)
print(json.dumps([float(np.percentile(totals, 2.5)), float(np.percentile(totals, 97.5))]))
"""


def park(folder):
    rng = random.Random(7)
    lines = ['[park]', 'id = "bench"', 'name = "Bench"', 'region = "CN-SX"', '[accounting]',
             'standard = "cn-zero-carbon-park-2025"', 'gas_volume_basis = "0C"',
             '[[uncertainty]]', 'of = ["activity"]', f'half_width = "{ACTIVITY} %"',
             '[[uncertainty]]', 'of = ["emission_factor"]', f'half_width = "{FACTOR} %"']
    for at in range(125):
        lines += ['[[enterprise]]', f'id = "e{at}"', f'name = "Enterprise {at}"']
        for carrier, unit in CARRIERS:
            lines += ['[[enterprise.activity]]', f'carrier = "{carrier}"', f'unit = "{unit}"',
                      f'quantity = {{ 2023 = {rng.randint(100, 9999)} }}']
    path = pathlib.Path(folder) / "park.toml"
    path.write_text("\n".join(lines) + "\n")
    return path


def model(binary, path, folder):
    account = json.loads(subprocess.run([binary, "account", path, "--period", "2023", "--format", "json"],
                                        capture_output=True, text=True, check=True).stdout)
    entries = [entry for entry in account["entries"] if float(entry["co2e_t"]) != 0]
    by_carrier = {}
    for at, entry in enumerate(entries):
        by_carrier.setdefault(entry["carrier"], []).append(at)
    out = pathlib.Path(folder) / "model.json"
    out.write_text(json.dumps({"sums": [float(entry["co2e_t"]) for entry in entries],
                               "rows": list(by_carrier.values()), "parts": 1,
                               "activity": ACTIVITY, "factor": FACTOR}))
    return out, len(entries)


def timed(command):
    start = time.perf_counter()
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return time.perf_counter() - start, text


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--draws", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=3)
    options = options.parse_args()
    binary = str(pathlib.Path(__file__).resolve().parent.parent / "target/release/parkcarbon")
    with tempfile.TemporaryDirectory() as folder:
        path = park(folder)
        data, entries = model(binary, path, folder)
        script = pathlib.Path(folder) / "draw.py"
        script.write_text(NUMPY)
        ours = [binary, "uncertainty", str(path), "--period", "2023", "--draws", str(options.draws), "--format", "json"]
        theirs = [sys.executable, str(script), str(data), str(options.draws)]
        times = {"parkcarbon": [], "NumPy": []}
        for _ in range(options.runs):
            seconds, text = timed(ours)
            times["parkcarbon"].append(seconds)
            level = json.loads(text)["approach_2"]["level_t"]
            seconds, text = timed(theirs)
            times["NumPy"].append(seconds)
            low, high = json.loads(text)
        width = high - low
        for name, found, expected in [("low", float(level["low"]), low), ("high", float(level["high"]), high)]:
            assert abs(found - expected) < 0.01 * width, (name, found, expected)
        medians = {name: statistics.median(values) for name, values in times.items()}
        print(f"{entries} entries, {options.draws} draws, median of {options.runs} whole processes")
        for name, seconds in medians.items():
            print(f"  {name:<12} {seconds:7.2f} s")
        print(f"  ratio        {medians['NumPy'] / medians['parkcarbon']:7.1f} x")


main()
