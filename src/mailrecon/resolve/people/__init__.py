"""Read printed people: lists, mailboxes, names and addresses."""
