"""Runs KQL over rows, with DuckDB.

Reads {"tables": {name: {column: type}}, "rows": {name: [row]}, "queries": {id: kql}} and writes {id: [row]}; for a query
that has a function which the engine lacks, the name of that function.
"""

import json
import sys

import duckdb_kql

TYPES = {"datetime": "TIMESTAMP", "dynamic": "JSON", "int": "INTEGER", "real": "DOUBLE", "string": "VARCHAR"}


def run(connection, kql):
    try:
        result = duckdb_kql.query(connection, kql)
    except duckdb_kql.KqlUnsupportedError as error:
        return str(error).split("'")[1]
    return [dict(zip(result.columns, row)) for row in result.fetchall()]


def main():
    given = json.load(sys.stdin)
    connection = duckdb_kql.connect()
    for name, columns in given["tables"].items():
        connection.execute(f"CREATE TABLE {name}({', '.join(f'{column} {TYPES[type]}' for column, type in columns.items())})")
        values = [
            [json.dumps(row[column]) if type == "dynamic" else row.get(column) for column, type in columns.items()]
            for row in given["rows"][name]
        ]
        if not values:
            continue
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", values)
    json.dump({id: run(connection, kql) for id, kql in given["queries"].items()}, sys.stdout, default=float_or_text)


def float_or_text(value):
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


main()
