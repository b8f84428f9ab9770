"""Workbooks (XLSX, XLSB, XLS, ODS): which of their cells cannot be seen."""
