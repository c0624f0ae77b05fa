"""Whole processes of parkcarbon, DuckDB, polars and pandas at the same jobs: time, peak memory, and whether all results agree.

    benches/compare.sh [--quick | --large] [--rounds 5] [--only PATTERN]

Contestants take turns, so that a change of the machine's pace meets all of them; the first round only warms up. Reading the
files is part of every job; they are in the page cache by then. Peak memory is the largest resident set of the process; it is
never seen below that of this script, about 15 MB, which every contestant begins as a copy of.
Lakes are kept under target/lakes and used again. Ends with 1 if a contestant failed or a result differs.
"""

import argparse
import os
import pathlib
import platform
import re
import shlex
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
LAKES = ROOT / "target" / "lakes"
RESULTS = LAKES / "results"
OURS = "parkcarbon"
PARKCARBON = os.environ.get("PARKCARBON", str(ROOT / "target" / "release" / OURS))
PEERS = {"DuckDB": "rollup_duckdb.py", "polars": "rollup_polars.py", "pandas": "rollup_pandas.py"}
VARIANTS = {
    "sorted, few": ["--order", "sorted"],
    "shuffled, few": ["--order", "shuffled"],
    "sorted, many": ["--order", "sorted", "--enterprises", "many"],
    "shuffled, many": ["--order", "shuffled", "--enterprises", "many"],
    "sorted, few, no dictionaries": ["--order", "sorted", "--dictionary", "no"],
    "shuffled, few, no dictionaries": ["--order", "shuffled", "--dictionary", "no"],
}
WITH_METERS = ["sorted, few", "shuffled, few", "shuffled, many"]


@dataclass
class Job:
    """What contestants do, each with its command; results are compared where there is more than one."""

    part: str
    title: str
    commands: dict
    compared: bool = True
    runs: int = 1  # how many times as many runs as rounds: short jobs need more

    def output(self, contestant):
        return str(RESULTS / f"{slug(self.part + ' ' + self.title)}-{slug(contestant)}.csv")


def slug(text):
    return re.sub(r"[^A-Za-z0-9]+", "-", text)


def python(script, *arguments):
    return [sys.executable, str(HERE / script), *arguments]


def lake(title, rows, options, file_format="parquet"):
    """The files of a lake, written on first use."""
    folder = LAKES / slug(f"{rows} {title} {file_format}")
    if not folder.is_dir():
        command = python("lake.py", str(folder), "--rows", str(rows), "--format", file_format, *options)
        subprocess.run(command, check=True, stdout=sys.stderr)
    return sorted(str(path) for path in folder.iterdir())


def rollup(part, title, rows, options, file_format="parquet", meters=False):
    name = f"{title}, meters" if meters else title
    files = lake(name, rows, [*options, "--meters", "yes" if meters else "no"], file_format)
    job = Job(part, f"{rows / 1e6:g} M rows, {title}", {})
    # parkcarbon looks for duplicates by itself wherever there is a column of meters.
    job.commands[OURS] = [PARKCARBON, "rollup", *files, "-o", job.output(OURS), "--period", "quarter"]
    floor = os.environ.get("PARKCARBON_FLOOR")
    if floor and file_format == "parquet":
        job.commands["floor"] = [*shlex.split(floor), *files, "-o", job.output("floor")]
    for peer, script in PEERS.items():
        job.commands[peer] = python(f"peers/{script}", *files, "-o", job.output(peer), *["--duplicates"] * meters)
    return job


def account():
    park = LAKES / "park"
    if not park.is_dir():
        subprocess.run(python("large_park.py", str(park)), check=True)
    job = Job("Accounting", "500 enterprises × 10 carriers × 20 quarters", {})
    job.commands[OURS] = [PARKCARBON, "account", str(park), "--period", "2021..2025", "--by", "enterprise,period",
                          "--format", "csv", "-o", job.output(OURS)]
    for peer, script in {"pandas": "account_pandas.py", "pandas, integers": "account_integers.py"}.items():
        job.commands[peer] = python(f"peers/{script}", str(park), job.output(peer))
    return job


def start_up():
    park = str(ROOT / "parks" / "riverside.toml")
    yield Job("Start-up", "account of a park of three enterprises", {OURS: [PARKCARBON, "account", park]}, False, 4)
    imports = {f"import {name}": [sys.executable, "-c", f"import {name}"] for name in ("duckdb", "polars", "pandas")}
    yield Job("Start-up", "nothing", {OURS: [PARKCARBON, "--version"], **imports}, False, 4)


def jobs(rows, csv_rows, large, wanted):
    """The jobs of the wanted parts, one by one: a lake is written when its turn comes."""
    sums, duplicates = "Sums by quarter", "Sums by quarter and search for duplicates"
    usual = "shuffled, few"
    if wanted(sums):
        yield from (rollup(sums, title, rows, options) for title, options in VARIANTS.items())
    if wanted(duplicates):
        yield from (rollup(duplicates, title, rows, VARIANTS[title], meters=True) for title in WITH_METERS)
    if wanted("CSV"):
        yield rollup("CSV", usual, csv_rows, VARIANTS[usual], "csv")
    if wanted(f"Large: {sums}"):
        yield from (rollup(f"Large: {sums}", usual, many, VARIANTS[usual]) for many in large)
    if wanted(f"Large: {duplicates}"):
        yield from (rollup(f"Large: {duplicates}", usual, many, VARIANTS[usual], meters=True) for many in large)
    if wanted("Accounting"):
        yield account()
    if wanted("Start-up"):
        yield from start_up()


def run(command):
    """Seconds, peak in bytes, standard output; or the last words of one that failed."""
    with open(RESULTS / "stdout", "w+") as out, open(RESULTS / "stderr", "w+") as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        if process.returncode:
            raise RuntimeError(f"exit {process.returncode}: {' '.join(err.read().split())[-200:]}")
        return seconds, usage.ru_maxrss * 1024, out.read().strip()


def measure(job, rounds):
    """Runs a job; prints its rows of the table and what went wrong; says whether all went well."""
    figures, failed = {name: [] for name in job.commands}, {}
    for _ in range(rounds * job.runs + 1):
        for name in [name for name in job.commands if name not in failed]:
            # What is compared below is what this run wrote.
            pathlib.Path(job.output(name)).unlink(missing_ok=True)
            try:
                figures[name].append(run(job.commands[name]))
            except RuntimeError as error:
                failed[name] = error
    ours = statistics.median(f[0] for f in figures[OURS][1:]) if OURS not in failed else None
    for name, all_runs in figures.items():
        if name in failed:
            print(f"| {job.title} | {name} | failed: {failed[name]} | | | |")
            continue
        times = [seconds for seconds, _, _ in all_runs[1:]]
        median, peak = statistics.median(times), max(memory for _, memory, _ in all_runs)
        ratio = f"{median / ours:.2f}" if ours else ""
        print(f"| {job.title} | {name} | {median:.3f} | {min(times):.3f}–{max(times):.3f} | {peak / 1e6:.0f} | {ratio} |", flush=True)
    well = not failed
    if job.compared:
        complete = [name for name in job.commands if name not in failed and name != "floor"]
        outputs = [job.output(name) for name in complete]
        well &= subprocess.run(python("results.py", *outputs), stdout=sys.stderr).returncode == 0
        counts = {name: figures[name][0][2] for name in complete if name in PEERS and figures[name][0][2]}
        if any(count != "0" for count in counts.values()):
            print(f"duplicates in a lake without any: {counts}", file=sys.stderr)
            well = False
    return well


def machine():
    def field(path, name):
        found = re.search(rf"^{name}\s*:\s*(.+)$", pathlib.Path(path).read_text(), re.MULTILINE)
        return found[1] if found else "?"

    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / 1e6
    print(f"{field('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores, {memory:.0f} GB; {platform.system()} {platform.release()}.")
    version = subprocess.run([PARKCARBON, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    pinned = re.findall(r"^(duckdb|polars|pandas|pyarrow|numpy)==(.+)$", (HERE / "requirements.txt").read_text(), re.MULTILINE)
    print(f"{version}; Python {platform.python_version()}, {', '.join(' '.join(pair) for pair in pinned)}.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="2,000,000 rows instead of 20,000,000")
    parser.add_argument("--large", action="store_true", help="also 10, 30 and 100 million rows")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", metavar="PATTERN", help="jobs whose part of the report matches: sums, csv, accounting …")
    args = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    machine()
    rows, csv_rows = (2_000_000, 500_000) if args.quick else (20_000_000, 5_000_000)
    large = [10_000_000, 30_000_000, 100_000_000] if args.large else []
    well, last = True, None
    for job in jobs(rows, csv_rows, large, lambda part: re.search(args.only, part, re.IGNORECASE)):
        if job.part != last:
            print(f"\n## {job.part}\n\n| job | contestant | median, s | range, s | peak, MB | × parkcarbon |\n|---|---|---:|---:|---:|---:|")
            last = job.part
        well &= measure(job, args.rounds)
    print("\nAll results that are compared agree to the last digit." if well else "\nNot all is well: see the messages above.")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
