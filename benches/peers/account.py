"""What the scripts of accounts beside this file have in common: the factors of the park of `large_park.py`, as published.

GB/T 32150-2015 with the defaults of the 24 sector guidelines, grid averages of Shanxi.
"""

# Heating value in GJ, carbon in tC/GJ, oxidation.
FUELS = {
    "bituminous_coal": ("23.204", "0.02618", "0.93"),
    "anthracite": ("24.515", "0.02749", "0.94"),
    "coke": ("28.446", "0.02940", "0.93"),
    "natural_gas": ("389.31", "0.01530", "0.99"),
    "diesel": ("43.33", "0.02020", "0.98"),
    "gasoline": ("44.80", "0.01890", "0.98"),
}
# Tonnes of CO2 for GJ, or t.
OTHERS = {"heat": "0.11", "calcium_carbonate": "0.44"}
# t/MWh. From 2024 on the last that was published holds.
ELECTRICITY = {"2021": "0.7222", "2022": "0.7096", "2023": "0.6634", "2024": "0.6634", "2025": "0.6634"}
