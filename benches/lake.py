"""Writes a lake of meter readings: Parquet or CSV files as an energy management platform exports them. The same seed gives the same rows.

    python3 lake.py OUT_DIR --rows 20000000 --order shuffled --enterprises many --meters yes

Every meter belongs to one enterprise and measures one carrier in one unit. It is read at equal steps for a year from 2023-01-01 on,
every quarter of an hour where there are rows enough for that; a few per cent of the readings are missing, none is there twice.
Needs NumPy and pyarrow. Holds 14 bytes a row in memory, and one row group for each thread.
"""

import argparse
import concurrent.futures
import os
import pathlib
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

# Carrier, unit, use, supply, how many meters of a hundred, median reading of a quarter of an hour.
KINDS = [
    ("electricity", "kWh", "consumption", "grid", 42, 60),
    ("electricity", "MWh", "consumption", "grid", 6, 2.5),
    ("electricity", "kWh", "consumption", "self_renewable", 8, 35),
    ("electricity", "kWh", "consumption", "traded_green", 4, 90),
    ("electricity", "kWh", "consumption", "sold_outside", 2, 20),
    ("natural_gas", "m3", "fuel", "other_supplier", 9, 45),
    ("natural_gas", "10^4 m3", "fuel", "other_supplier", 2, 0.6),
    ("bituminous_coal", "t", "fuel", "other_supplier", 3, 1.4),
    ("bituminous_coal", "kg", "fuel", "other_supplier", 1, 350),
    ("heat", "GJ", "consumption", "fossil", 6, 8),
    ("heat", "MJ", "consumption", "fossil", 2, 900),
    ("steam", "GJ", "consumption", "fossil", 4, 15),
    ("fresh_water", "m3", "consumption", "other_supplier", 11, 5),
]
START = np.datetime64("2023-01-01T00:00:00", "us")
YEAR_QUARTER_HOURS = 365 * 96
# Steps that meters are read at, in quarters of an hour: up to a day.
STEPS = [1, 2, 4, 8, 12, 16, 24, 32, 48, 96]
PARKS = {"few": (5, 20), "many": (100, 200)}
# Single readings are lost, and whole runs of them when a gateway is out.
LOST, OUT, OUTAGE = 0.01, 0.02, 96
KEPT = (1 - LOST) * (1 - OUT)
ROW_GROUP = 1_000_000
ROWS_OF_FILE = 5_000_000


class Meters:
    """Who has which meter; `rows` says how many meters there have to be."""

    def __init__(self, rows, enterprises, rng):
        parks, of_park = PARKS[enterprises]
        total = parks * of_park
        # Five meters an enterprise where few enterprises have many rows; two where there are many of them.
        wanted = rows / KEPT / (total * (5 if enterprises == "few" else 2))
        self.step = next((step for step in STEPS if YEAR_QUARTER_HOURS // step <= wanted), STEPS[-1])
        self.readings = YEAR_QUARTER_HOURS // self.step
        planned = max(int(rows / KEPT / self.readings), 1)
        count = planned + planned // 50 + 10  # what is lost is random: some may be needed beyond the plan
        owner = np.minimum(np.arange(count) * total // planned, total - 1)
        weights = np.array([kind[4] for kind in KINDS], dtype=float)
        kind = rng.choice(len(KINDS), size=count, p=weights / weights.sum())
        typical = np.array([kind[5] for kind in KINDS])[kind]
        self.typical = (typical * rng.lognormal(0, 0.8, count) * self.step).astype(np.float32)
        words = list(zip(*KINDS))
        self.columns = {
            "park": (np.array([f"park-{at:03}" for at in range(parks)]), owner // of_park),
            "enterprise": (np.array([f"e{at:04}" for at in range(of_park)]), owner % of_park),
            "carrier": coded(words[0], kind),
            "unit": coded(words[1], kind),
            "use": coded(words[2], kind),
            "supply": coded(words[3], kind),
            "meter": (np.array([f"M{at * 7919 % 10**7:07}-{at:06}" for at in range(count)]), np.arange(count)),
        }


def coded(words, kind):
    names, codes = np.unique(words, return_inverse=True)
    return names, codes[kind]


def readings(rows, meters, rng):
    """Meter, position in time and quantity in thousandths of every reading, by meter and time."""
    meter = np.empty(rows, np.uint32)
    slot = np.empty(rows, np.uint16)
    quantity = np.empty(rows, np.int32)
    hour = np.arange(meters.readings) * meters.step / 4
    profile = (1 + 0.4 * np.sin((hour % 24 - 8) / 24 * 2 * np.pi)).astype(np.float32)
    at, first, block = 0, 0, max(ROW_GROUP // meters.readings, 1)
    while at < rows:
        lost = rng.random((block, meters.readings), np.float32) < LOST
        out = rng.random((block, meters.readings // OUTAGE + 1), np.float32) < OUT
        lost |= np.repeat(out, OUTAGE, axis=1)[:, : meters.readings]
        kept = np.flatnonzero(~lost)[: rows - at]
        end = at + len(kept)
        meter[at:end] = first + kept // meters.readings
        slot[at:end] = kept % meters.readings
        noise = 1 + 0.25 * rng.standard_normal(len(kept), np.float32)
        value = meters.typical[meter[at:end]] * profile[slot[at:end]] * noise
        quantity[at:end] = np.maximum(np.rint(value * 1000), 0)
        at, first = end, first + block
    return meter, slot, quantity


def table(meters, meter, slot, quantity, with_meter):
    """One row group. Dictionaries hold only the words that occur in it, as writers fill them."""

    def words(name):
        names, code_of_meter = meters.columns[name]
        codes = code_of_meter[meter]
        used = np.zeros(len(names), bool)
        used[codes] = True
        position = (np.cumsum(used) - 1).astype(np.int32)
        return pa.DictionaryArray.from_arrays(pa.array(position[codes]), pa.array(names[used].tolist()))

    time = START + slot.astype(np.int64) * np.timedelta64(meters.step * 15 * 60_000_000, "us")
    # 128-bit numbers, lower half first.
    halves = np.zeros((len(quantity), 2), np.int64)
    halves[:, 0] = quantity
    number = pa.Array.from_buffers(pa.decimal128(18, 3), len(quantity), [None, pa.py_buffer(halves)])
    columns = {"park": words("park"), "enterprise": words("enterprise")}
    columns |= {"meter": words("meter")} if with_meter else {}
    columns |= {"timestamp": pa.array(time), "carrier": words("carrier"), "unit": words("unit")}
    columns |= {"quantity": number, "use": words("use"), "supply": words("supply")}
    return pa.table(columns)


def parquet(path, tables, schema, dictionary, compression):
    # Without the stored Arrow schema strings are strings to every reader, not categories.
    with pq.ParquetWriter(path, schema, compression=compression, use_dictionary=dictionary, store_schema=False,
                          store_decimal_as_integer=True) as writer:
        for part in tables:
            writer.write_table(part, row_group_size=ROW_GROUP)


def comma_separated(path, tables):
    with open(path, "wb") as file:
        for at, part in enumerate(tables):
            seconds = pc.cast(part["timestamp"], pa.timestamp("s"))
            part = part.set_column(part.schema.get_field_index("timestamp"), "timestamp", seconds)
            part = part.set_column(part.schema.get_field_index("quantity"), "quantity", pc.cast(part["quantity"], pa.string()))
            options = pyarrow.csv.WriteOptions(include_header=at == 0, quoting_style="none", quoting_header="none")
            pyarrow.csv.write_csv(part, file, options)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--order", choices=["sorted", "shuffled"], default="sorted")
    parser.add_argument("--enterprises", choices=list(PARKS), default="few")
    parser.add_argument("--dictionary", choices=["yes", "no"], default="yes")
    parser.add_argument("--meters", choices=["yes", "no"], default="no")
    parser.add_argument("--format", choices=["parquet", "csv"], default="parquet")
    parser.add_argument("--compression", choices=["snappy", "zstd", "none"], default="snappy")
    parser.add_argument("--files", type=int, help="default: one for every 5,000,000 rows")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    rng = np.random.default_rng(args.seed)
    meters = Meters(args.rows, args.enterprises, rng)
    rows = readings(args.rows, meters, rng)
    order = None
    if args.order == "shuffled":
        order = np.arange(args.rows, dtype=np.uint32)
        rng.shuffle(order)

    files = args.files or -(-args.rows // ROWS_OF_FILE)
    bounds = [args.rows * at // files for at in range(files + 1)]
    # A lake stands complete or not at all: an interrupted run leaves no folder of that name.
    partial = args.folder.with_name(args.folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)

    def part(start, end):
        chosen = slice(start, end) if order is None else order[start:end]
        return table(meters, *(column[chosen] for column in rows), args.meters == "yes")

    def write(at):
        path = partial / f"readings-{at:03}.{args.format}"
        starts = range(bounds[at], bounds[at + 1], ROW_GROUP)
        tables = (part(start, min(start + ROW_GROUP, bounds[at + 1])) for start in starts)
        if args.format == "csv":
            comma_separated(path, tables)
        else:
            parquet(path, tables, part(0, 1).schema, args.dictionary == "yes", args.compression)

    with concurrent.futures.ThreadPoolExecutor(min(os.cpu_count(), 4)) as pool:
        list(pool.map(write, range(files)))
    shutil.rmtree(args.folder, ignore_errors=True)
    partial.rename(args.folder)
    print(f"{args.folder}: {args.rows} rows in {files} files, a reading every {meters.step * 15} minutes")


if __name__ == "__main__":
    main()
