"""Native mail: EML, mbox, EMLX, and Outlook's MSG, PST and winmail.dat."""
