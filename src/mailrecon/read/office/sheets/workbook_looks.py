"""Find hidden cells of a workbook: hidden sheets, rows, columns, white on white, covered.

Each format has its own reader of looks; one rule for all decides which cells are hidden
(`sheet_looks`). The cells themselves are read elsewhere.
"""

from __future__ import annotations

from mailrecon.read.office.sheets.sheet_looks import SheetLooks

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"


def looks_of_sheets(data: bytes, name: str) -> dict[str, SheetLooks]:
    """The looks of each sheet by its name. Raises ReadError for a damaged workbook."""
    # Import on demand: the library for one format is not needed for another.
    if data.startswith(_COMPOUND_FILE):
        from mailrecon.read.office.sheets import xls_looks

        return xls_looks.looks_of_sheets(data, name)
    from mailrecon.read.office.package import Package
    from mailrecon.read.office.sheets import ods_looks, xlsb_looks, xlsx_looks

    package = Package(data, name)
    if xlsb_looks.is_ours(package):
        return xlsb_looks.looks_of_sheets(package)
    if ods_looks.is_ours(package):
        return ods_looks.looks_of_sheets(package)
    return xlsx_looks.looks_of_sheets(package)
