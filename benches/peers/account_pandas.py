"""Emissions of the park of `large_park.py` by enterprise and quarter, as a script of pandas has them: quantity × factor in
decimals, rounded to the gram, summed.

It knows the ten carriers of that park and their factors (GB/T 32150-2015 with the defaults of the 24 sector guidelines, grid
averages of Shanxi) and nothing else: no choice of factors, no checks, no energy figures, no sales inside the park, no sources.
"""

import sys
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

import pandas as pd

# Heating value in GJ, carbon in tC/GJ, oxidation.
FUELS = {
    "bituminous_coal": ("23.204", "0.02618", "0.93"),
    "anthracite": ("24.515", "0.02749", "0.94"),
    "coke": ("28.446", "0.02940", "0.93"),
    "natural_gas": ("389.31", "0.01530", "0.99"),
    "diesel": ("43.33", "0.02020", "0.98"),
    "gasoline": ("44.80", "0.01890", "0.98"),
}
# Tonnes for a unit, in twelfths: so no factor is rounded before it is used.
FACTORS = {carrier: Decimal(n) * Decimal(c) * Decimal(o) * 44 for carrier, (n, c, o) in FUELS.items()}
FACTORS |= {"heat": Decimal("0.11") * 12, "calcium_carbonate": Decimal("0.44") * 12}
# From 2024 on the last that was published holds.
ELECTRICITY = {"2021": "0.7222", "2022": "0.7096", "2023": "0.6634", "2024": "0.6634", "2025": "0.6634"}
ELECTRICITY = {year: Decimal(value) * 12 for year, value in ELECTRICITY.items()}
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
