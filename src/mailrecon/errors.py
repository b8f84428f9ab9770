"""Every failure mailrecon reports to its caller, in one hierarchy."""

from __future__ import annotations


def one_line(text: str) -> str:
    """`text` on one line, with an escape for whatever would not print or would turn the rest round.

    Names of files and the words of other libraries go into what is said on the terminal.
    """
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1]
        for character in " ".join(text.split())
    )


class MailreconError(Exception):
    """Base of every error mailrecon raises on purpose; what it says is one line.

    `exit_code` is what the command line returns for it (see `docs/cli.md`).
    """

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


class ReadError(MailreconError):
    """A document could not be read: missing, unreadable, or in an unknown encoding."""

    exit_code = 3


class WriteError(MailreconError):
    """An output could not be written: it exists already, or the disk refused."""

    exit_code = 4


class NoMessagesFound(MailreconError):
    """No document held a message, so no output was written."""

    exit_code = 5


class PartlyRead(MailreconError):
    """The output was written, but some documents could not be read and are not in it."""

    exit_code = 6


class NotVerified(MailreconError):
    """An output does not hold what it should: verification found errors in it."""

    exit_code = 7


class LedgerError(MailreconError):
    """The ledger does not balance: a character has no segment or more than one."""

    exit_code = 70


class LexiconError(MailreconError):
    """A language file of the lexicon is malformed."""

    exit_code = 70
