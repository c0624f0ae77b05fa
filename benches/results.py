"""Compares CSV results to the last digit: the same rows, in any order, with equal numbers and times. Ends with 1 if they differ.

    python3 results.py FIRST.csv OTHER.csv...

A process of its own, so that the memory it takes is not that of the process which starts and measures contestants.
"""

import csv
import sys
from decimal import Decimal

NUMBERS = {"quantity", "rows", "co2e_t"}
TIMES = {"first", "last"}


def normal(column, text):
    if column in NUMBERS:
        return Decimal(text)
    if column in TIMES:
        return text.replace(" ", "T").removesuffix(".000000")
    return text


def rows(path, columns):
    with open(path, newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        columns = columns or reader.fieldnames
        if set(columns) != set(reader.fieldnames):
            sys.exit(f"{path}: columns {reader.fieldnames}, not {columns}")
        return columns, sorted([normal(column, row[column]) for column in columns] for row in reader)


def main():
    columns, expected = rows(sys.argv[1], None)
    for path in sys.argv[2:]:
        _, found = rows(path, columns)
        if len(found) != len(expected):
            sys.exit(f"{path}: {len(found)} rows, {sys.argv[1]} has {len(expected)}")
        for one, other in zip(expected, found):
            if one != other:
                sys.exit(f"{path}: {','.join(map(str, other))}\n{sys.argv[1]}: {','.join(map(str, one))}")


if __name__ == "__main__":
    main()
