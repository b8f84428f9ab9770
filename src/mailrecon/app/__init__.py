"""The workbench: a local web application to view an archive, correct it and measure its quality."""
