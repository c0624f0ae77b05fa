"""Sums of a lake by quarter, with pandas over pyarrow.

Written for speed: a row group at a time on every core, strings as codes of dictionaries, the keys of a row packed into one
64-bit integer, quantities as 64-bit thousandths. `read_parquet` and `groupby` over the whole lake take several times as long.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from job import COLUMNS, KEYS, UNITS, arguments

# Bits of a packed key: the words of each column, then quarters since 1970.
BITS = {"park": 10, "enterprise": 20, "carrier": 8, "unit": 6, "use": 4, "supply": 5}
QUARTER_BITS = 10


class Words:
    """Codes of the words of one column, the same in all row groups."""

    def __init__(self, bits):
        self.codes, self.lock, self.limit = {}, threading.Lock(), 1 << bits

    def of(self, column):
        column = column.unify_dictionaries().combine_chunks()
        chunk = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
        with self.lock:
            local = [self.codes.setdefault(word, len(self.codes)) for word in chunk.dictionary.to_pylist()]
        assert len(self.codes) <= self.limit, "too many words for a packed key"
        return np.array(local, np.int64)[chunk.indices.to_numpy()]


WORDS = {key: Words(bits) for key, bits in BITS.items()}
METERS = Words(24)


def thousandths(column):
    """DECIMAL(18,3) fits the lower half of its 128 bits."""
    halves = [np.frombuffer(part.buffers()[1], np.int64)[2 * part.offset :][: 2 * len(part) : 2] for part in column.chunks]
    return np.concatenate(halves)


def sums(table):
    """Sums of one table by packed key; its meters and times for `--duplicates`."""
    key = np.zeros(len(table), np.int64)
    for name, bits in BITS.items():
        key <<= bits
        key |= WORDS[name].of(table[name])
    time = table["timestamp"].to_numpy()
    key <<= QUARTER_BITS
    key |= time.astype("datetime64[M]").astype(np.int64) // 3
    time = time.view(np.int64)
    frame = pd.DataFrame({"key": key, "quantity": thousandths(table["quantity"]), "time": time})
    grouped = frame.groupby("key", sort=False)
    sums = grouped.agg(quantity=("quantity", "sum"), rows=("time", "size"), first=("time", "min"), last=("time", "max"))
    return sums, (METERS.of(table["meter"]), time) if args.duplicates else None


def tables():
    """The lake, piece by piece, as functions that read it."""
    wanted = [*KEYS, "timestamp", "quantity"] + ["meter"] * args.duplicates
    words = [name for name in wanted if name not in ("timestamp", "quantity")]
    for name in args.files:
        if name.endswith(".csv"):
            types = {word: pa.dictionary(pa.int32(), pa.string()) for word in words}
            types |= {"timestamp": pa.timestamp("us"), "quantity": pa.decimal128(18, 3)}
            options = pyarrow.csv.ConvertOptions(column_types=types, include_columns=wanted)
            blocks = pyarrow.csv.ReadOptions(block_size=16 << 20)
            for batch in pyarrow.csv.open_csv(name, read_options=blocks, convert_options=options):
                yield lambda batch=batch: pa.Table.from_batches([batch])
        else:
            for group in range(pq.ParquetFile(name).num_row_groups):
                yield lambda name=name, group=group: pq.ParquetFile(name, read_dictionary=words).read_row_group(
                    group, columns=wanted, use_threads=False
                )


def repeated(pieces):
    """How many readings repeat a meter and a time."""
    start = min(time.min() for _, time in pieces)
    span = int(max(time.max() for _, time in pieces) - start) + 1
    assert len(METERS.codes) * span < 1 << 63, "too long for a packed key"
    keys = np.concatenate([meter * span + (time - start) for meter, time in pieces])
    keys.sort()
    return int((keys[1:] == keys[:-1]).sum())


args = arguments(__doc__)
pa.set_cpu_count(os.cpu_count())
with ThreadPoolExecutor(os.cpu_count()) as pool:
    parts = list(pool.map(lambda read: sums(read()), tables()))
total = pd.concat([part for part, _ in parts]).groupby(level=0, sort=False)
total = total.agg({"quantity": "sum", "rows": "sum", "first": "min", "last": "max"}).reset_index()

key = total["key"].to_numpy().copy()
quarter = key & ((1 << QUARTER_BITS) - 1)
key >>= QUARTER_BITS
for name in reversed(KEYS):
    words = np.array(list(WORDS[name].codes), dtype=object)
    total[name] = words[key & ((1 << BITS[name]) - 1)]
    key >>= BITS[name]
total["period"] = [f"{1970 + at // 4}Q{at % 4 + 1}" for at in quarter.tolist()]
# Python integers do not overflow: there are as many of them as groups, not rows.
total["quantity"] = total["quantity"].astype(object) * total["unit"].map({u: factor for u, (_, factor) in UNITS.items()})
total["unit"] = total["unit"].map({u: base for u, (base, _) in UNITS.items()})
result = total.groupby([*KEYS, "period"], sort=False, as_index=False)
result = result.agg({"quantity": "sum", "rows": "sum", "first": "min", "last": "max"})
result["quantity"] = [Decimal(value).scaleb(-9) for value in result["quantity"]]
for name in ("first", "last"):
    result[name] = np.datetime_as_string(result[name].to_numpy().view("datetime64[us]"), unit="s")
pyarrow.csv.write_csv(pa.Table.from_pandas(result[COLUMNS], preserve_index=False), args.output)
if args.duplicates:
    print(repeated([piece for _, piece in parts]))
