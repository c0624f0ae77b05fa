"""Emissions of the park of `large_park.py` by enterprise and quarter, as a script of pandas has them: quantity × factor in
decimals, rounded to the gram, summed.

It knows the ten carriers of that park and their factors and nothing else: no choice of factors, no checks, no energy figures, no
sales inside the park, no sources.
"""

import sys
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

import account
import pandas as pd

# Tonnes for a unit, in twelfths: so no factor is rounded before it is used.
FACTORS = {carrier: Decimal(n) * Decimal(c) * Decimal(o) * 44 for carrier, (n, c, o) in account.FUELS.items()}
FACTORS |= {carrier: Decimal(value) * 12 for carrier, value in account.OTHERS.items()}
ELECTRICITY = {year: Decimal(value) * 12 for year, value in account.ELECTRICITY.items()}
GRAM = Decimal("0.000001")
getcontext().prec = 50

folder, output = sys.argv[1:]
columns = ["enterprise", "period", "carrier", "supply", "quantity"]
years = [pd.read_csv(f"{folder}/activity/{year}.csv", dtype=str, usecols=columns) for year in ELECTRICITY]
frame = pd.concat(years, ignore_index=True)


def tonnes(period, carrier, supply, quantity):
    twelfths = ELECTRICITY[period[:4]] if carrier == "electricity" else FACTORS[carrier]
    emission = (Decimal(quantity) * twelfths / 12).quantize(GRAM, ROUND_HALF_EVEN)
    return -emission if supply == "sold_outside" else emission


rows = zip(frame["period"], frame["carrier"], frame["supply"], frame["quantity"])
frame["co2e_t"] = [tonnes(*row) for row in rows]
total = frame.groupby(["enterprise", "period"])["co2e_t"].sum().reset_index()
total.to_csv(output, index=False)
