"""Reads the .pzfx of an export and compares it with the volumes.csv of the same study.

    python3 prism.py FILE.pzfx volumes.csv

Prints each table with its rows and replicates; fails where a value differs.
"""
import csv
import math
import sys

from pzfx import pzfx_tables, read_pzfx

project, volumes = sys.argv[1:]
with open(volumes, encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
QUANTITIES = {"Tumor volume, mm³": "volume_mm3", "Body weight, g": "body_weight_g"}


def replicates(table):
    """The columns of a table but for its first."""
    return [list(map(float, table.iloc[:, at])) for at in range(1, table.shape[1])]


for title in pzfx_tables(project):
    table = read_pzfx(project, table=title)
    columns = replicates(table)
    print(title, len(table), len(columns))
    name = title.rsplit(" (", 1)[0]
    if name in QUANTITIES:
        first = list(table.iloc[:, 0])
        days = [float(str(day).removeprefix("Day ")) for day in first]
        # Animals are side by side in the order of the rows of volumes.csv, arms padded to one width.
        animals = list(dict.fromkeys((row["arm"], row["animal"]) for row in rows))
        arms = list(dict.fromkeys(arm for arm, _ in animals))
        width = len(columns) // len(arms)
        for number, arm in enumerate(arms):
            tags = [tag for of, tag in animals if of == arm]
            for place in range(width):
                tag = tags[place] if place < len(tags) else None
                expected = {
                    float(row["day"]): float(row[QUANTITIES[name]])
                    for row in rows
                    if row["animal"] == tag and row[QUANTITIES[name]]
                }
                found = dict(zip(days, columns[number * width + place]))
                found = {day: value for day, value in found.items() if not math.isnan(value)}
                assert found == expected, (title, arm, tag, found, expected)
    if title.startswith("Time to event"):
        values = {value for column in columns[1:] for value in column if not math.isnan(value)}
        assert values <= {0.0, 1.0}, values
