"""One conversion for Outlook's items, whatever holds them: properties to an RFC 5322 message.

`compound` (MSG), `store` (PST, OST) and `tnef` (winmail.dat) each make an `Item` of what their
container holds; `message.convert` turns an item into the bytes of a message. Property numbers are
those of [MS-OXPROPS].
"""
