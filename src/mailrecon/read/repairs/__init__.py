"""What a copy did to a text, undone: markup left over, line numbers, columns, quoted-printable."""
