"""Labelled header blocks: one label a line, its value after it or on the lines below.

Outlook, Apple Mail, Gmail, Thunderbird, Exchange, Yahoo, raw RFC 5322 headers and nearly every
other program print such headers; only words, order and wrapping differ.
"""

from mailrecon.layouts.labelled.header import LAYOUT, match, match_without_colons
from mailrecon.layouts.labelled.plain import NAME
from mailrecon.layouts.labelled.roles import settle_roles

__all__ = ["LAYOUT", "NAME", "match", "match_without_colons", "settle_roles"]
