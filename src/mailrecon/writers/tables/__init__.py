"""Formats of rows: CSV, SQLite, Parquet, and load files of productions."""
