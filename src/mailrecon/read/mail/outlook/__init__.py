"""Convert Outlook's items from any container: properties to an RFC 5322 message.

`compound` (MSG), `store` (PST, OST) and `tnef` (winmail.dat) each make an `Item` from their
container; `message.convert` turns an item into the bytes of a message. Property numbers are those
of [MS-OXPROPS].
"""
