"""Sums of a lake by quarter, with DuckDB.

Sums are taken by unit first and converted afterwards: exact, and one multiplication for each group instead of one a row.
DECIMAL(18,3) is summed in 128 bits; a product has the digits of both factors or is an error, never rounded.
"""

import duckdb
from job import KEYS, UNITS, arguments

args = arguments(__doc__)
con = duckdb.connect()
con.sql("SET preserve_insertion_order = false")  # all cores are the default
files = "[" + ", ".join("'" + name.replace("'", "''") + "'" for name in args.files) + "]"
if args.files[0].endswith(".csv"):
    header = open(args.files[0], encoding="utf-8").readline().strip().split(",")
    types = {name: "VARCHAR" for name in header} | {"timestamp": "TIMESTAMP", "quantity": "DECIMAL(18,3)"}
    # Named types spare the pass that guesses them.
    lake = f"read_csv({files}, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {types})"
else:
    lake = f"read_parquet({files})"

units = ", ".join(f"('{unit}', '{base}', {factor / 10**6:.6f}::DECIMAL(14,6))" for unit, (base, factor) in UNITS.items())
con.sql(f"""
    COPY (
        WITH by_unit AS (
            SELECT {", ".join(f'"{key}"' for key in KEYS)}, date_trunc('quarter', timestamp) AS start,
                   sum(quantity) AS quantity, count(*) AS rows, min(timestamp) AS first, max(timestamp) AS last
            FROM {lake} GROUP BY ALL
        ), units(unit, base, factor) AS (VALUES {units})
        SELECT park, enterprise, year(start) || 'Q' || quarter(start) AS period, carrier, "use", supply, base AS unit,
               sum(quantity * factor) AS quantity, sum(rows) AS rows,
               strftime(min(first), '%Y-%m-%dT%H:%M:%S') AS first, strftime(max(last), '%Y-%m-%dT%H:%M:%S') AS last
        FROM by_unit LEFT JOIN units USING (unit) GROUP BY ALL
    ) TO '{args.output}' (FORMAT csv, HEADER)
""")
if args.duplicates:
    # Numbers in place of names halve the memory that distinct pairs take, and some of the time.
    con.sql(f"CREATE TABLE meters AS SELECT meter, row_number() OVER ()::INTEGER AS id FROM (SELECT DISTINCT meter FROM {lake})")
    distinct = f"SELECT DISTINCT id, timestamp FROM {lake} JOIN meters USING (meter)"
    print(con.sql(f"SELECT (SELECT count(*) FROM {lake}) - (SELECT count(*) FROM ({distinct}))").fetchall()[0][0])
