"""Writes a park of 500 enterprises with 10 carriers in 20 quarters: a park file and tables of 100,000 figures.

    python3 large_park.py OUT_DIR
"""

import pathlib
import random
import sys

ENTERPRISES = 500
YEARS = range(2021, 2026)
# Carrier, use, supply, unit. Every figure has two decimals.
CARRIERS = [
    ("bituminous_coal", "fuel", "other_supplier", "t"),
    ("anthracite", "fuel", "other_supplier", "t"),
    ("coke", "fuel", "other_supplier", "t"),
    ("natural_gas", "fuel", "other_supplier", "10^4 Nm3"),
    ("diesel", "fuel", "other_supplier", "t"),
    ("gasoline", "fuel", "other_supplier", "t"),
    ("electricity", "consumption", "grid", "MWh"),
    ("electricity", "consumption", "sold_outside", "MWh"),
    ("heat", "consumption", "fossil", "GJ"),
    ("calcium_carbonate", "process", "other_supplier", "t"),
]
# The edition and the date of the factors are fixed: what is published later changes no figure here.
PARK = """[park]
id = "large"
name = "Large"
region = "CN-SX"
[accounting]
standard = "gb-t-32150-2015"
factors_as_of = "2025-12-31"
gas_volume_basis = "0C"
[activity]
files = ["activity/*.csv"]
"""


def main():
    folder = pathlib.Path(sys.argv[1])
    (folder / "activity").mkdir(parents=True, exist_ok=True)
    enterprises = [f"e{at:03}" for at in range(ENTERPRISES)]
    register = "".join(f'[[enterprise]]\nid = "{name}"\nname = "Enterprise {name}"\n' for name in enterprises)
    (folder / "park.toml").write_text(PARK + register)
    draw = random.Random(1)
    for year in YEARS:
        lines = ["enterprise,period,carrier,use,supply,quantity,unit\n"]
        for name in enterprises:
            for carrier, use, supply, unit in CARRIERS:
                # Less is sold than bought.
                most = 100_000 if supply == "sold_outside" else 1_000_000
                for quarter in range(1, 5):
                    value = most // 2 + draw.randrange(most // 2)
                    lines.append(f"{name},{year}Q{quarter},{carrier},{use},{supply},{value // 100}.{value % 100:02},{unit}\n")
        (folder / "activity" / f"{year}.csv").write_text("".join(lines))


if __name__ == "__main__":
    main()
