"""The page that a judged sample is signed off on: one HTML file to be printed and filed."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Sequence
from datetime import UTC, datetime

from mailrecon.app.intervals import Interval
from mailrecon.app.sample import Measures, Sample, Share
from mailrecon.version import __version__

_STYLE = """
body { font: 11pt/1.5 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
  color: #000; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: start; border-bottom: 1px solid #999; padding: .3rem .6rem .3rem 0;
  overflow-wrap: break-word; }
td:last-child { overflow-wrap: anywhere; }
.line { border-top: 1px solid #000; width: 20rem; margin-top: 4rem; padding-top: .3rem; }
"""
_NAMES = {
    "from": "sender",
    "to": "recipients",
    "date": "date",
    "subject": "subject",
    "text": "text",
    "all": "all fields together",
}


def style_hash() -> str:
    """What a policy names the page's style by."""
    digest = hashlib.sha256(_STYLE.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def signed_page(
    sample: Sample,
    measures: Measures,
    sources: Sequence[tuple[str, str]],
    *,
    title: str,
    name: str,
) -> bytes:
    """The page as UTF-8. Intervals are of 95 %."""
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    rows = [
        _row("Precision: what was taken for a message is one", measures.precision),
        _row("Elusion: a stretch that was left over has a message", measures.elusion),
        *(
            _row(f"Field accuracy, {_NAMES.get(key, key)}", share)
            for key, share in measures.fields.items()
        ),
    ]
    recall = "not known yet"
    if measures.recall is not None:
        recall = f"{_percent(measures.recall)} (cautious bounds {_bounds(measures.recall_bounds)})"
    digests = "".join(
        f"<tr><td>{html.escape(source)}</td><td>{sha256}</td></tr>" for source, sha256 in sources
    )
    text = f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Measured sample of {html.escape(title)}</title>
<style>{_STYLE}</style></head>
<body><main>
<h1>Measured sample of {html.escape(title)}</h1>
<p>Drawn at random with the seed {sample.seed}: {len(sample.messages)} of
{sample.all_messages} messages, and {len(sample.stretches)} of {sample.all_stretches} stretches of
text that was taken for no message. Judged by {html.escape(name)}, {now}.
mailrecon {__version__}.</p>
<table><thead><tr><th>Measure</th><th>Counted</th><th>Share</th><th>Wilson 95 %</th>
<th>Clopper–Pearson 95 %</th></tr></thead><tbody>{"".join(rows)}</tbody></table>
<p>Items that can't be told are in no share. The intervals reach from the lower bound if none of
them counted to the upper bound if all did.</p>
<p>Recall, estimated from precision and elusion (one message for each stretch that has one):
{recall}.</p>
<h2>Sources</h2>
<table><thead><tr><th>Name</th><th>SHA-256</th></tr></thead><tbody>{digests}</tbody></table>
<p class="line">{html.escape(name)}, date and signature</p>
</main></body></html>
"""
    return text.encode("utf-8", "backslashreplace")


def _row(name: str, share: Share) -> str:
    value = _percent(share.hits / share.judged) if share.judged else "–"
    unknown = f", and {share.unknown} that can't be told" if share.unknown else ""
    cells = (name, f"{share.hits} of {share.judged}{unknown}", value)
    both = (_bounds(share.wilson), _bounds(share.exact)) if share.judged else ("–", "–")
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in (*cells, *both)) + "</tr>"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _bounds(interval: Interval) -> str:
    return f"{_percent(interval.low)} to {_percent(interval.high)}"
