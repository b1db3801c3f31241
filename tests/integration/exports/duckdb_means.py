"""Compares the means that DuckDB finds in readings.parquet with results_by_day.parquet.

    python3 duckdb_means.py FOLDER

Prints the number of means; fails where one differs.
"""
import pathlib
import sys

import duckdb

folder = pathlib.Path(sys.argv[1])
question = """
SELECT r.arm, r.day, r.n, r.mean_mm3, m.n, m.mean
FROM read_parquet($results) r
JOIN (SELECT arm, day, count(volume_mm3) n, avg(volume_mm3) mean FROM read_parquet($readings)
      WHERE volume_mm3 IS NOT NULL GROUP BY arm, day) m
USING (arm, day)
"""
files = {"results": "results_by_day.parquet", "readings": "readings.parquet"}
paths = {name: str(folder / file) for name, file in files.items()}
found = duckdb.execute(question, paths).fetchall()
for arm, day, n, mean, counted, average in found:
    assert n == counted and abs(mean - average) <= 1e-12 * abs(mean), (arm, day, mean, average)
(expected,) = duckdb.execute("SELECT count(*) FROM read_parquet($results)", {"results": paths["results"]}).fetchone()
assert len(found) == expected, (len(found), expected)
print(len(found))
