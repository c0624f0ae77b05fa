"""A sweep of 10,000 variants: parkcarbon against a vectorised NumPy script of the same model, in the same run.

    cargo build --release && python3 benches/sweep.py [--runs 5]

Needs NumPy. Writes a park of 200 enterprises with 5 carriers by quarters (4000 quantities) and a scenario with 25 sizes of
photovoltaics, 20 savings and 20 rates of growth. NumPy multiplies arrays of variants × quantities in blocks, once as they are
and once with quantities rounded to nine decimals and entries to the gram, which parkcarbon does in exact arithmetic in any case.
All write a CSV of all variants; figures are compared; runs alternate, as whole processes; medians and ratios are printed.
"""

import argparse
import csv
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

CARRIERS = [("electricity", "MWh"), ("natural_gas", "10^4 Nm3"), ("bituminous_coal", "t"), ("diesel", "t"), ("heat", "GJ")]
QUARTERS = ["2023Q1", "2023Q2", "2023Q3", "2023Q4"]
SIZES, SAVINGS, RATES = 25, 20, 20
BASE, YEAR = 2023, 2030

NUMPY = """
import json, sys
import numpy as np
model = json.load(open(sys.argv[1]))
rounding = sys.argv[3] == "rounding"
quantity = np.array(model["quantity"])
co2, tce = np.array(model["co2"]), np.array(model["tce"])
direct, power = np.array(model["direct"]), np.array(model["power"])
years = model["years"]
pv, saving, rate = (grid.ravel() for grid in np.meshgrid(model["pv"], model["saving"], model["rate"], indexing="ij"))
growth = (1 + rate / 100) ** years
columns = {name: np.empty(len(pv)) for name in ("co2e_t", "direct_t", "indirect_t", "tce")}
block = 64
for start in range(0, len(pv), block):
    part = slice(start, start + block)
    lines = quantity * growth[part, None]
    if rounding:
        lines = np.round(lines, 9)
    there = (lines[:, power] * (1 - saving[part, None] / 100)).sum(axis=1)
    share = np.minimum(pv[part] * 1200 / there, 1)
    left = (1 - saving[part] / 100) * (1 - share)
    own = lines[:, power] * ((1 - saving[part] / 100) * share)[:, None]
    lines[:, power] *= left[:, None]
    if rounding:
        lines, own = np.round(lines, 9), np.round(own, 9)
    emission, energy = lines * co2, lines * tce
    own *= model["tce_of_power"]
    if rounding:
        emission, energy, own = np.round(emission, 6), np.round(energy, 6), np.round(own, 6)
    columns["direct_t"][part] = emission[:, direct].sum(axis=1)
    columns["indirect_t"][part] = emission[:, ~direct].sum(axis=1)
    columns["tce"][part] = energy.sum(axis=1) + own.sum(axis=1)
columns["co2e_t"] = columns["direct_t"] + columns["indirect_t"]
table = np.column_stack([pv, saving, rate] + list(columns.values()))
np.savetxt(sys.argv[2], table, fmt="%.6f", delimiter=",", header="pv,saving,rate," + ",".join(columns), comments="")
"""


def park(folder):
    rng = random.Random(7)
    lines = ['[park]', 'id = "bench"', 'name = "Bench"', 'region = "CN-SX"', '[accounting]',
             'standard = "cn-zero-carbon-park-2025"', 'gas_volume_basis = "0C"']
    for at in range(200):
        lines += ['[[enterprise]]', f'id = "e{at}"', f'name = "Enterprise {at}"']
        for carrier, unit in CARRIERS:
            values = ", ".join(f"{quarter} = {rng.randint(1000, 999999) / 100}" for quarter in QUARTERS)
            lines += ['[[enterprise.activity]]', f'carrier = "{carrier}"', f'unit = "{unit}"']
            lines += ['supply = "fossil"'] if carrier == "heat" else []
            lines += [f'quantity = {{ {values} }}']
    path = pathlib.Path(folder) / "park.toml"
    path.write_text("\n".join(lines) + "\n")
    return path


SCENARIO = f"""
[scenario]
id = "bench"
name = "Bench"
base = {BASE}

[[growth]]
id = "all"
rate = "1 %"
years = "{BASE + 1}..{YEAR}"

[[measure]]
id = "motors"
name = "motors"
carriers = ["electricity"]
supplies = ["grid"]
cut = "5 %"
phase = {{ 2025 = "100 %" }}

[[measure]]
id = "rooftop"
name = "rooftop"
carriers = ["electricity"]
supplies = ["grid"]
cut = "1200 MWh"
phase = {{ 2025 = "100 %" }}

[[measure.instead]]
carrier = "electricity"
supply = "self_renewable"
per = "1 kWh/kWh"
evidence = "meters"

[sweep]
pv = {{ measure = "rooftop", unit = "1200 MWh", values = {{ from = 0, to = {20 * (SIZES - 1)}, step = 20 }} }}
saving = {{ measure = "motors", cut = {{ from = "0 %", to = "{0.5 * (SAVINGS - 1)} %", step = "0.5 %" }} }}
demand = {{ growth = "all", rate = {{ from = "-1 %", to = "{-1 + 0.25 * (RATES - 1)} %", step = "0.25 %" }} }}
"""


def model(binary, path, folder):
    """The model for NumPy: quantities and what a unit of each posts, from the account of the base year."""
    account = json.loads(subprocess.run([binary, "account", path, "--period", str(BASE), "--format", "json"],
                                        capture_output=True, text=True, check=True).stdout)
    # Quantities in the units of the park file.
    units = {"kWh": 0.001, "10^4 kWh": 10.0, "MWh": 1.0}
    energy = {(entry["enterprise"], entry["period"], entry["carrier"]): float(entry["tce_calorific"])
              for entry in account["energy"]["entries"]}
    out = {"quantity": [], "co2": [], "tce": [], "direct": [], "power": []}
    for entry in account["entries"]:
        quantity = float(entry["quantity"]) * units.get(entry["unit"], 1.0)
        key = (entry["enterprise"], entry["period"], entry["carrier"])
        out["quantity"].append(quantity)
        out["co2"].append(0.0)
        out["tce"].append(0.0)
        out["direct"].append(entry["scope"] == "direct")
        out["power"].append(entry["carrier"] == "electricity")
        out["co2"][-1] = float(entry["co2e_t"]) / quantity
        out["tce"][-1] = energy[key] / quantity
    # The account is rounded to the gram; the factor of a carrier is the mean over all entries, which errs by far less.
    for name in ("co2", "tce"):
        by_carrier = {}
        for at, entry in enumerate(account["entries"]):
            by_carrier.setdefault(entry["carrier"], []).append(at)
        for rows in by_carrier.values():
            whole = sum(out["quantity"][at] for at in rows)
            mean = sum(out[name][at] * out["quantity"][at] for at in rows) / whole
            for at in rows:
                out[name][at] = mean
    out["tce_of_power"] = next(out["tce"][at] for at, power in enumerate(out["power"]) if power)
    out["pv"] = [20 * at for at in range(SIZES)]
    out["saving"] = [0.5 * at for at in range(SAVINGS)]
    out["rate"] = [-1 + 0.25 * at for at in range(RATES)]
    out["years"] = YEAR - BASE
    path = pathlib.Path(folder) / "model.json"
    path.write_text(json.dumps(out))
    return path, len(out["quantity"])


def timed(command):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    assert done.returncode == 0, done.stderr
    return seconds


def rows(path):
    with open(path, newline="") as file:
        return [{name: row[name] for name in ("co2e_t", "direct_t", "indirect_t", "tce")} for row in csv.DictReader(file)]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--runs", type=int, default=5)
    options = options.parse_args()
    binary = str(pathlib.Path(__file__).resolve().parent.parent / "target/release/parkcarbon")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        path, scenario = park(folder), folder / "sweep.toml"
        scenario.write_text(SCENARIO)
        data, quantities = model(binary, path, folder)
        script = folder / "sweep.py"
        script.write_text(NUMPY)
        ours, theirs = str(folder / "ours.csv"), str(folder / "theirs.csv")
        commands = {
            "parkcarbon": [binary, "sweep", str(path), str(scenario), "--until", str(YEAR), "-o", ours],
            "NumPy": [sys.executable, str(script), str(data), theirs, "plain"],
            "NumPy, rounding": [sys.executable, str(script), str(data), theirs, "rounding"],
        }
        times = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                times[name].append(timed(command))
        found, expected = rows(ours), rows(theirs)
        assert len(found) == len(expected) == SIZES * SAVINGS * RATES
        worst = max(abs(float(a[name]) - float(b[name])) / max(1.0, abs(float(b[name])))
                    for a, b in zip(found, expected) for name in a)
        assert worst < 1e-8, worst
        medians = {name: statistics.median(values) for name, values in times.items()}
        print(f"{len(found)} variants of {quantities} quantities, median of {options.runs} whole processes; "
              f"largest relative difference {worst:.1e}")
        for name, seconds in medians.items():
            ratio = "" if name == "parkcarbon" else f"{seconds / medians['parkcarbon']:7.1f} x"
            print(f"  {name:<16} {seconds:7.2f} s {ratio}")


main()
