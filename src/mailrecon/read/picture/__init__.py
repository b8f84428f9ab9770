"""Pictures and scanned pages: text by OCR, with the box of each word."""
