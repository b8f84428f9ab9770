"""The page for signing off a judged sample: one HTML file to print and file."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files

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


def style_hash() -> str:
    """The hash of the page's style, for a policy."""
    digest = hashlib.sha256(_STYLE.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


@lru_cache(maxsize=1)
def signed_phrases() -> dict[str, dict[str, str]]:
    """The page's phrases, by language and name."""
    text = files("mailrecon.app").joinpath("signed_phrases.json").read_text("utf-8")
    found: dict[str, dict[str, str]] = json.loads(text)
    return found


class _SignedPhrases:
    """The page's phrases in one language, as plain text."""

    def __init__(self, language: str) -> None:
        known = signed_phrases()
        self.language = language if language in known else "en"
        self._known = known[self.language]

    def __call__(self, phrase: str, /, **values: object) -> str:
        return self._known[phrase].format(**values)

    def bounds(self, interval: Interval) -> str:
        return self("range", low=_percent(interval.low), high=_percent(interval.high))

    def counted(self, share: Share) -> str:
        counted = f"{share.hits} / {share.judged}"
        return self("undecided", counted=counted, n=share.unknown) if share.unknown else counted

    def recall(self, measures: Measures) -> str:
        if measures.recall is None:
            return self("unknown")
        bounds = self.bounds(measures.recall_bounds)
        return self("bounds", share=_percent(measures.recall), bounds=bounds)


def signed_page(
    sample: Sample,
    measures: Measures,
    sources: Sequence[tuple[str, str]],
    *,
    title: str,
    name: str,
    language: str = "en",
) -> bytes:
    """The page as UTF-8, in English if `language` has no phrases. Intervals are at 95 %."""
    say = _SignedPhrases(language)
    names = ("title", "note", "sources", "measure", "counted", "share", "name", "sign")
    said = {one: html.escape(say(one, title=title, name=name)) for one in names}
    drawn = say(
        "drawn",
        seed=sample.seed,
        messages=len(sample.messages),
        all_messages=sample.all_messages,
        stretches=len(sample.stretches),
        all_stretches=sample.all_stretches,
    )
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    judged = say("judged", name=name, now=now, version=__version__)
    recall = say("recall", recall=say.recall(measures))
    shares = [("precision", measures.precision), ("elusion", measures.elusion)]
    rows = [_share_row(say, say(key), share) for key, share in shares]
    for key, share in measures.fields.items():
        rows.append(_share_row(say, say("accuracy", field=say(key)), share))
    text = f"""<!DOCTYPE html>
<html lang="{say.language}">
<head><meta charset="utf-8"><title>{said["title"]}</title>
<style>{_STYLE}</style></head>
<body><main>
<h1>{said["title"]}</h1>
<p>{html.escape(drawn)} {html.escape(judged)}</p>
<table><thead><tr><th>{said["measure"]}</th><th>{said["counted"]}</th><th>{said["share"]}</th>
<th>Wilson 95 %</th><th>Clopper–Pearson 95 %</th></tr></thead><tbody>{"".join(rows)}</tbody></table>
<p>{said["note"]}</p>
<p>{html.escape(recall)}</p>
<h2>{said["sources"]}</h2>
<table><thead><tr><th>{said["name"]}</th><th>SHA-256</th></tr></thead>
<tbody>{"".join(_row(source) for source in sources)}</tbody></table>
<p class="line">{said["sign"]}</p>
</main></body></html>
"""
    return text.encode("utf-8", "backslashreplace")


def _share_row(say: _SignedPhrases, name: str, share: Share) -> str:
    value = _percent(share.hits / share.judged) if share.judged else "–"
    both = (share.wilson, share.exact) if share.judged else ()
    ends = [say.bounds(interval) for interval in both] or ["–", "–"]
    return _row((name, say.counted(share), value, *ends))


def _row(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
