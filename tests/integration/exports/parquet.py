"""Reads the Parquet files of an export and compares them, row by row, with the CSV of the same study.

    python3 parquet.py FOLDER_OF_PARQUET FOLDER_OF_CSV

Prints the number of rows of each table; fails where a type or a value differs.
"""
import csv
import datetime
import pathlib
import sys

import pyarrow as pa
import pyarrow.parquet as pq

TYPES = {pa.string(), pa.float64(), pa.int64(), pa.bool_(), pa.date32()}


def value(text, kind):
    if text == "":
        return None
    if kind == pa.float64():
        return float(text)
    if kind == pa.int64():
        return int(text)
    if kind == pa.bool_():
        return {"yes": True, "no": False}[text]
    if kind == pa.date32():
        return datetime.date.fromisoformat(text)
    bare = text[1:]
    rest = bare.lstrip("'")
    guarded = text.startswith("'") and (rest[:1] in "=+-@\t\r" and rest or rest == "NA")
    return bare if guarded else text


typed, plain = map(pathlib.Path, sys.argv[1:])
tables = ["study", "arms", "cages", "cohorts", "readings", "dispositions", "exclusions"]
results = ["by_day", "inhibition", "primary_test", "landmark_tests", "responses", "time_to_event"]
for name in tables + [f"results_{name}" for name in results]:
    table = pq.read_table(typed / f"{name}.parquet")
    assert set(table.schema.types) <= TYPES, table.schema
    with open(plain / f"{name}.csv", encoding="utf-8", newline="") as file:
        headings, *rows = csv.reader(file)
    assert table.schema.names == headings, (table.schema.names, headings)
    kinds = table.schema.types
    expected = [[value(text, kind) for text, kind in zip(row, kinds)] for row in rows]
    found = [list(row.values()) for row in table.to_pylist()]
    assert found == expected, next(pair for pair in zip(found, expected) if pair[0] != pair[1])
    notes = pq.read_metadata(typed / f"{name}.parquet").metadata
    assert {b"study", b"data_origin", b"graftbook", b"table"} <= set(notes), notes
    print(name, len(found))
