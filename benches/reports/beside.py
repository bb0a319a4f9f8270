"""The rows of a SQLite database in DuckDB, and how long each of some statements takes there: the fastest of ten."""
import csv
import sqlite3
import sys
import tempfile
import time

import duckdb

TABLES = {
    "trials": "id, granted, province_code, size_class, provisioned_at, activated_at, engaged_at, cancelled_at, window_end",
    "conversions": "id, trial_id, converted_at, already_customer, checked_at, invoiced_at, withdrawn_at",
    "retention_checks": "conversion_id, side, days, status",
}
TEXTS = {"id", "trial_id", "conversion_id", "province_code", "size_class", "side", "status"}

there, here = sqlite3.connect(sys.argv[1]), duckdb.connect()
for table, columns in TABLES.items():
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        csv.writer(file).writerows(there.execute(f"SELECT {columns} FROM {table}"))
        file.flush()
        names = columns.split(", ")
        kinds = {name: "VARCHAR" if name in TEXTS else "BOOLEAN" if name in ("granted", "already_customer") else "BIGINT" for name in names}
        here.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{file.name}', header = false, columns = {kinds})")
for what, statement in zip(("funnel by month and province", "cohorts by quarter and size class"), sys.argv[2:]):
    took = []
    statement = statement.replace(" / ", " // ")
    for _ in range(10):
        began = time.perf_counter()
        lines = here.execute(statement).fetchall()
        took.append(time.perf_counter() - began)
    print(f"DuckDB {duckdb.__version__}, {what}: {min(took) * 1000:.0f} ms, {len(lines)} lines, {sum(line[2] if 'province' in what else line[5] for line in lines)} started")
