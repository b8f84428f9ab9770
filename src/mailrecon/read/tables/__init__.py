"""Tables whose rows are mail: workbooks, CSV, load files, and tables inside documents."""
