"""The workbench: a local web application to look at an archive, correct it and measure it."""
