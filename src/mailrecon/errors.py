"""Every failure mailrecon reports to its caller, in one hierarchy."""

from __future__ import annotations

from mailrecon.regex import regex

# Characters that a terminal would obey rather than show: C0 and C1 controls (except tab and line
# feed), line and paragraph separators, and the controls that change the direction of the following
# text (Unicode TR 36). Lone surrogates, which no terminal can show, are escaped too.
CONTROLS = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def escape_controls(text: str) -> str:
    r"""`text` with each control that a terminal would obey as an escape such as `\x1b`.

    All printed text goes through this function, because names, subjects and texts come from
    documents.
    """
    return CONTROLS.sub(lambda match: ascii(match[0])[1:-1], text)


def fault(error: BaseException) -> str:
    """The message to a user about a document that failed by an unexpected error."""
    if isinstance(error, MemoryError):
        return "needs more memory than there is; read it alone"
    return f"a fault in mailrecon: {type(error).__name__} ({error}); please report it"


def one_line(text: str) -> str:
    """`text` on one line, with an escape for each unprintable or direction-changing character.

    Messages on the terminal contain file names and error texts of other libraries.
    """
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1]
        for character in " ".join(text.split())
    )


class MailreconError(Exception):
    """Base class of every error that mailrecon raises on purpose; its message is one line.

    `exit_code` is what the command line returns for it (see `docs/cli.md`).
    """

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


class ReadError(MailreconError):
    """A document could not be read: missing, unreadable, or in an unknown encoding."""

    exit_code = 3


class PageNotRead(ReadError):
    """Tesseract failed on one page; others may be read."""


class WriteError(MailreconError):
    """An output could not be written: it exists already, or the system reported an error."""

    exit_code = 4


class NoMessagesFound(MailreconError):
    """No document contains a message, so no output was written."""

    exit_code = 5


class Stopped(MailreconError):
    """The user stopped the run (Ctrl-C) before its output was written."""

    exit_code = 130


class PartlyRead(MailreconError):
    """The output was written, but some documents could not be read and are not in it."""

    exit_code = 6


class NotCorrected(MailreconError):
    """The output was written, but some corrections could not be applied; they are named."""

    exit_code = 8


class NotVerified(MailreconError):
    """An output does not hold what it should: verification found errors in it."""

    exit_code = 7


class ZoneError(MailreconError):
    """A zone the user named is not in the tz database, or a person in no document."""

    exit_code = 2


class EngineError(MailreconError):
    """The cluster could not be reached, or it aborted the job."""


class UnfitError(MailreconError):
    """A correction made in the workbench does not fit its message; nothing was written."""


class PluginError(MailreconError):
    """A layout, reader or writer of another package cannot be used."""

    exit_code = 2


class PluginFault(ReadError):
    """A plugin's code failed on a document, or returned an invalid result."""


class LedgerError(MailreconError):
    """The ledger does not balance: a character has no segment or more than one."""

    exit_code = 70


class LexiconError(MailreconError):
    """A language file of the lexicon is malformed."""

    exit_code = 70
