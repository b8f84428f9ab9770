"""Load files of e-discovery productions, read, written and checked; a library of its own.

It depends only on the module `regex` of mailrecon and on the standard library; `check_production`
also checks the content of images if Pillow is installed.

    from mailrecon.loadfiles import read_dat, check_production

    table = read_dat(Path("VOL001/DATA/VOL001.dat").read_bytes())
    for row in table.rows:
        print(row.values["BEGDOC"])
    for problem in check_production(Path("VOL001")):
        print(problem)
"""

from mailrecon.loadfiles.check import Problem, Severity, check_production
from mailrecon.loadfiles.dat import (
    CONCORDANCE,
    Delimiters,
    LoadFileRow,
    LoadFileTable,
    read_dat,
    write_dat,
)
from mailrecon.loadfiles.opticon import OpticonPage, read_opt, write_opt

__all__ = [
    "CONCORDANCE",
    "Delimiters",
    "LoadFileRow",
    "LoadFileTable",
    "OpticonPage",
    "Problem",
    "Severity",
    "check_production",
    "read_dat",
    "read_opt",
    "write_dat",
    "write_opt",
]
