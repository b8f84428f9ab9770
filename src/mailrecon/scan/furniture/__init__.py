"""Recognise furniture of the page: stamps, page numbers, navigation, exemption codes."""
