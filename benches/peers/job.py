"""What the scripts beside this file have in common: the command line, the units and the form of the result."""

import argparse

KEYS = ["park", "enterprise", "carrier", "unit", "use", "supply"]
COLUMNS = ["park", "enterprise", "period", "carrier", "use", "supply", "unit", "quantity", "rows", "first", "last"]

# How many base units a unit holds, in millionths: every unit of the lakes is a whole number of them.
UNITS = {
    "kWh": ("kWh", 1_000_000),
    "MWh": ("kWh", 1_000_000_000),
    "10^4 kWh": ("kWh", 10_000_000_000),
    "t": ("t", 1_000_000),
    "kg": ("t", 1_000),
    "m3": ("m3", 1_000_000),
    "10^4 m3": ("m3", 10_000_000_000),
    "Nm3": ("Nm3", 1_000_000),
    "10^4 Nm3": ("Nm3", 10_000_000_000),
    "GJ": ("GJ", 1_000_000),
    "MJ": ("GJ", 1_000),
}


def arguments(doc):
    """`FILES... -o OUT.csv [--duplicates]`, as for parkcarbon itself."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("files", nargs="+")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--duplicates", action="store_true", help="print how many readings repeat a meter and a time")
    return parser.parse_args()
