"""The workbench's server: allowed requests, decisions, and what is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

pytest.importorskip("starlette", reason="the extra `app` is not installed")
pytest.importorskip("uvicorn", reason="the extra `app` is not installed")
pytest.importorskip("httpx2", reason="httpx2 is not installed")

from starlette.testclient import TestClient

from mailrecon import reconstruct
from mailrecon.app import decided as decisions_file
from mailrecon.app.sample import draw, stretches
from mailrecon.app.server import make_server
from mailrecon.app.signed import signed_phrases
from mailrecon.app.workbench import Opened, Setting, Workbench
from mailrecon.cli import main
from mailrecon.corrections import load_corrections
from mailrecon.model import Span
from mailrecon.pipeline import LinkOptions
from mailrecon.report import LANGUAGES, reasons
from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "examples" / "harbour_post.en.txt"
PORT = 8123
TOKEN = "a-token-of-this-run"
STORY = """\
The harbour office answered late. \U0001f6a2

From: Ann Poe <ann@north.example>
To: Ben Ost <ben@south.example>
Date: Tue, 5 Mar 2019 10:00:00 +0100
Subject: The crane

It is broken.
It was broken last year, too.

What follows is our own summary of what they said.

From: the beginning it was clear
To: nobody was anything said
"""


class Bench:
    """A workbench on a file of its own, and a client that has its address."""

    def __init__(self, folder: Path, text: str = STORY) -> None:
        self.folder = folder
        self.source = folder / "post.txt"
        self.source.write_bytes(text.encode("utf-8"))
        self.file = folder / "corrections.jsonl"
        self.open()

    def open(self) -> None:
        private = self.folder / "private"
        private.mkdir(exist_ok=True)

        def read(path: Path) -> Opened:
            archive = reconstruct(path)
            return Opened(archive, {archive.parsed[0].document.sha256: path}, ())

        setting = Setting(
            "post.txt", self.file, "Ida Rask", private, LinkOptions(), read, patience=60
        )
        self.bench = Workbench(read(self.source), setting)
        app = make_server(self.bench, TOKEN, PORT)
        self.client = TestClient(app, base_url=f"http://127.0.0.1:{PORT}")

    def get(self, path: str) -> Any:
        answer = self.client.get(f"/{TOKEN}/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        answer = self.client.post(f"/{TOKEN}/{path}", content=json.dumps(body))
        assert answer.status_code == status, answer.text
        return answer.json()

    def lines(self) -> list[str]:
        return self.file.read_text("utf-8").splitlines() if self.file.exists() else []

    def span(self, words: str) -> list[int]:
        """Where words stand, as a script counts."""
        start = STORY.index(words)
        before = len(STORY[:start].encode("utf-16-le")) // 2
        return [before, before + len(words.encode("utf-16-le")) // 2]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.bench.close()


def test_only_the_address_of_this_run_is_answered(bench: Bench) -> None:
    client = bench.client
    for path in ("/", "/content", "/another-token/", f"/{TOKEN}x/content"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "token in the address is wrong" in answer.text
    assert client.get(f"/{TOKEN}/").status_code == 200
    for headers in (
        {"Host": "evil.example"},
        {"Host": f"evil.example:{PORT}"},
        {"Host": "127.0.0.1:1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        answer = client.get(f"/{TOKEN}/content", headers=headers)
        assert answer.status_code == 403, headers
    body = {"action": "star", "message": 0}
    same = {"Origin": f"http://127.0.0.1:{PORT}"}
    evil = {"Origin": "http://evil.example"}
    path = f"/{TOKEN}/decide"
    assert client.post(path, json=body, headers=evil).status_code == 403
    assert bench.lines() == []
    assert client.post(path, json=body, headers=same).status_code == 200
    assert len(bench.lines()) == 1


def test_the_page_may_ask_this_server_and_nothing_else(bench: Bench) -> None:
    answer = bench.client.get(f"/{TOKEN}/")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    for call in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert call not in answer.text


def test_a_decision_is_written_at_once_and_followed(bench: Bench) -> None:
    before = bench.get("content")
    assert len(before["messages"]) == 1
    assert "our own summary" in bench.get("message/0")["body"]
    told = bench.post(
        "decide",
        {"action": "ends", "document": 0, "span": bench.span("It was broken last year, too.")},
    )
    assert told["remark"] is None
    assert not told["working"]
    assert len(bench.lines()) == 1
    (made,) = load_corrections(bench.file)
    assert made.by == "Ida Rask"
    assert made.target is not None
    assert made.target.exact == "It was broken last year, too."
    assert bench.get("message/0")["body"].endswith("last year, too.")
    bench.post("undo")
    assert "our own summary" in bench.get("message/0")["body"]
    bench.post("redo")
    assert "our own summary" not in bench.get("message/0")["body"]
    assert len(bench.lines()) == 3
    assert [item["holds"] for item in bench.get("history")] == [True]
    bench.post("redo", status=400)
    # All of it is there when the file is opened again, and in a run without the workbench.
    bench.open()
    assert "our own summary" not in bench.get("message/0")["body"]
    output = bench.folder / "out.jsonl"
    run = CliRunner().invoke(
        main,
        ["convert", "--corrections", str(bench.file), str(bench.source), str(output)],
    )
    assert run.exit_code == 0, run.output
    assert "our own summary" not in json.loads(output.read_text("utf-8").splitlines()[0])["body"]


@pytest.mark.parametrize(
    ("decision", "field", "wanted"),
    [
        (
            {"action": "field", "value": {"field": "subject", "text": "The mole"}},
            "subject",
            "The mole",
        ),
        (
            {"action": "date", "value": {"datetime": "2020-01-02T03:04"}},
            "date",
            "2020-01-02T03:04",
        ),
        ({"action": "field", "value": {"field": "subject"}}, "subject", None),
    ],
)
def test_values_are_corrected(
    bench: Bench, decision: dict[str, Any], field: str, wanted: str | None
) -> None:
    bench.post("decide", {**decision, "message": 0})
    assert bench.get("message/0")[field] == wanted
    bench.post("undo")
    assert bench.get("message/0")[field] != wanted


def test_a_value_is_what_is_marked(bench: Bench) -> None:
    value = {"field": "from", "span": bench.span("The harbour office")}
    bench.post("decide", {"action": "field", "message": 0, "value": value})
    (person,) = bench.get("message/0")["from"]
    assert person[0] == "The harbour office"
    field = next(f for f in bench.get("message/0")["prints"][0]["fields"] if f["role"] == "from")
    assert field["how"] == "corrected"
    assert "Ida Rask" in field["reason"]


def test_lines_are_a_mail_and_a_mail_is_none(bench: Bench) -> None:
    words = "What follows is our own summary of what they said.\n"
    start, end = bench.span(words)
    value = {"from": bench.span("our own summary"), "body": [start, end]}
    bench.post("decide", {"action": "mail", "document": 0, "span": [start, end], "value": value})
    content = bench.get("content")
    assert [m["from"][0][0] for m in content["messages"]] == ["Ann Poe", "our own summary"]
    bench.post("decide", {"action": "no-mail", "message": 0})
    content = bench.get("content")
    assert [m["from"][0][0] for m in content["messages"]] == ["our own summary"]


def test_marks_belong_to_messages_and_change_no_output(bench: Bench) -> None:
    before = bench.get("message/0")
    bench.post("decide", {"action": "checked", "message": 0})
    bench.post("decide", {"action": "star", "message": 0})
    bench.post("decide", {"action": "note", "message": 0, "value": {"text": "ask Ann"}})
    bench.post("decide", {"action": "tag", "message": 0, "value": {"tag": "crane"}})
    content = bench.get("content")
    assert content["work"]["marks"] == {
        "0": {"checked": True, "star": True, "notes": ["ask Ann"], "tags": ["crane"]}
    }
    assert bench.get("message/0") == before
    star = next(item for item in bench.get("history") if item["action"] == "star")
    assert star["message"] == 0
    bench.post(f"undo?id={star['id']}")
    assert "star" not in bench.get("content")["work"]["marks"]["0"]


@pytest.mark.parametrize(
    "decision",
    [
        {"action": "nonsense", "message": 0},
        {"action": "star"},
        {"action": "star", "message": 99},
        {"action": "star", "message": -1},
        {"action": "begins", "document": 7, "span": [0, 1]},
        {"action": "date", "message": 0, "value": {"datetime": "yesterday"}},
        {"action": "date", "message": 0, "value": {"datetime": "2021-02-30"}},
        {"action": "date", "message": 0, "value": {"datetime": "2021-03-02", "zone": "Atlantis"}},
        {"action": "field", "message": 0, "value": {"field": "shoe size", "text": "43"}},
        {"action": "parent", "message": 0, "value": {"message": {"number": 12}}},
        {"action": "note", "message": 0, "value": {"text": ""}},
        [],
        "x",
    ],
)
def test_what_cannot_be_decided_is_refused_and_not_written(bench: Bench, decision: Any) -> None:
    told = bench.post("decide", decision, status=400)
    assert told["error"].startswith("this decision is not possible: ")
    assert bench.lines() == []


def test_searching_finds_what_the_report_finds(bench: Bench) -> None:
    assert bench.get("search?words=broken") == [0]
    assert bench.get("search?words=ROKE ann") == [0]
    assert bench.get("search?words=is") == [0]
    assert bench.get("search?words=broken absent") == []
    assert bench.get('search?words="crane') == []
    assert bench.get("search?words=%25") == []


def test_stretches_are_counted_as_scripts_count(bench: Bench) -> None:
    start, end = bench.span("Ann Poe")
    found = bench.get(f"text/0?from={start}&to={end}")
    assert found["text"] == "Ann Poe"
    assert bench.get("text/0")["text"] == STORY
    assert bench.get("content")["documents"][0]["length"] == len(STORY.encode("utf-16-le")) // 2


def test_a_source_that_changed_is_told_and_the_decision_kept(bench: Bench) -> None:
    assert bench.post("decide", {"action": "star", "message": 0})["remark"] is None
    bench.source.write_text("Another text.\n")
    told = bench.post("decide", {"action": "checked", "message": 0})
    assert "was changed or removed since it was opened" in told["remark"]
    told = bench.post("decide", {"action": "no-mail", "message": 0}, status=409)
    assert "was changed or removed since it was opened" in told["error"]
    assert "The decision is kept" in told["error"]
    assert len(bench.lines()) == 3
    assert bench.get("content")["messages"] == []


def test_a_file_damaged_meanwhile_is_told_and_nothing_lost(bench: Bench) -> None:
    bench.post("decide", {"action": "star", "message": 0})
    with bench.file.open("a") as file:
        file.write("damaged\n")
    told = bench.post("decide", {"action": "checked", "message": 0}, status=409)
    assert "line 2 is not a correction" in told["error"]
    assert "What was decided now is kept at the end of the file" in told["error"]
    assert "as it was" not in told["error"]
    lines = bench.lines()
    assert len(lines) == 3
    assert lines[1] == "damaged"
    assert json.loads(lines[2])["action"] == "checked"


def test_damage_is_told_to_every_window_that_looks(bench: Bench) -> None:
    bench.file.write_text("damaged\n")
    for _ in range(2):
        answer = bench.client.get(f"/{TOKEN}/look")
        assert "line 1 is not a correction" in answer.json()["error"]
    bench.file.write_text("")
    assert bench.get("look")["generation"] == 1


@pytest.mark.parametrize("left", [None, 0, 1])
def test_what_is_taken_out_of_the_file_is_written_again(bench: Bench, left: int | None) -> None:
    """Its lines are removed by somebody while it is in use, or the whole file is (None)."""
    bench.post("decide", {"action": "star", "message": 0})
    bench.post("decide", {"action": "no-mail", "message": 0})
    written = bench.lines()
    if left is None:
        bench.file.unlink()
    else:
        bench.file.write_text("".join(f"{line}\n" for line in written[:left]))
    assert bench.get("look")["generation"] == 2
    told = bench.client.get(f"/{TOKEN}/look").json()["error"]
    assert "what was decided was written into it again" in told
    assert bench.lines() == written
    assert bench.get("look")["generation"] == 2
    assert bench.get("content")["messages"] == []
    # Also where something is decided before anybody looks.
    bench.file.unlink()
    bench.post("undo")
    bench.client.get(f"/{TOKEN}/look")
    assert bench.lines()[1:] == written
    assert len(bench.get("content")["messages"]) == 1


def test_two_windows_take_in_one_another_s_work(tmp_path: Path) -> None:
    one = Bench(tmp_path)
    other = Bench(tmp_path)
    one.post("decide", {"action": "star", "message": 0})
    other.post("decide", {"action": "checked", "message": 0})
    marks = other.get("content")["work"]["marks"]["0"]
    assert marks["star"]
    assert marks["checked"]
    assert len(one.lines()) == 2


def test_a_window_is_told_of_others_work(tmp_path: Path) -> None:
    one, other = Bench(tmp_path), Bench(tmp_path)
    before = other.get("look")
    assert other.get("look") == before
    one.post("decide", {"action": "star", "message": 0})
    after = other.get("look")
    assert after["decided"] > before["decided"]
    assert after["generation"] == before["generation"]
    assert other.get("state")["work"]["marks"]["0"]["star"]
    # What shapes the archive is worked out without a decision of its own.
    one.post("decide", {"action": "no-mail", "message": 0})
    other.get("look")
    other.bench.wait()
    assert other.get("look")["generation"] == before["generation"] + 1
    assert other.get("content")["messages"] == []
    # Damaged by somebody: said, and what was decided before is shown.
    with other.file.open("a") as file:
        file.write("damaged\n")
    answer = other.client.get(f"/{TOKEN}/look").json()
    assert "What is shown is what was decided before" in answer["error"]
    assert other.get("content")["messages"] == []


@pytest.mark.parametrize("name", ["a" * 300 + ".txt", "\u00e4" * 200 + ".txt", "..", ""])
def test_any_name_of_a_dropped_file_will_do(bench: Bench, name: str) -> None:
    bench.client.post(f"/{TOKEN}/file?name={name}", content=DOCUMENT.read_bytes())
    found = bench.get("content")["documents"][1]["name"]
    assert found.endswith(".txt" if name.endswith(".txt") else "dropped")


def test_what_is_not_there_is_named(bench: Bench) -> None:
    for place, said in (
        ({"message": 7}, "there is no message 7"),
        ({"document": 7, "span": [0, 1]}, "there is no document 7"),
    ):
        told = bench.post("decide", {"action": "no-mail", **place}, status=400)
        assert said in told["error"]


def test_a_file_is_dropped_in(bench: Bench) -> None:
    data = DOCUMENT.read_bytes()
    answer = bench.client.post(f"/{TOKEN}/file?name=..%2F..%2Fmore.txt", content=data)
    assert answer.status_code == 200, answer.text
    content = bench.get("content")
    assert [item["name"] for item in content["documents"]] == ["post.txt", "more.txt"]
    assert len(content["messages"]) == 1 + len(reconstruct(DOCUMENT).messages)
    assert not (bench.folder.parent / "more.txt").exists()


def test_a_sample_is_drawn_judged_and_signed(bench: Bench) -> None:
    first = bench.get("sample?seed=3&size=10")
    assert first == bench.get("sample?seed=3&size=10")
    assert first["measures"]["precision"]["judged"] == 0
    items = first["items"]
    assert items[0]["message"] == 0
    assert items[1]["text"].startswith("The harbour office")
    tag = {"action": "tag", "message": 0, "value": {"tag": "sample 3: wrong date,text"}}
    bench.post("decide", tag)
    for item in items[1:]:
        place = {"document": item["document"], "span": item["span"]}
        bench.post("decide", {"action": "tag", **place, "value": {"tag": "sample 3: nothing"}})
    measures = bench.get("sample?seed=3&size=10")["measures"]
    assert measures["precision"]["hits"] == measures["precision"]["judged"] == 1
    assert measures["elusion"]["hits"] == 0
    assert measures["elusion"]["judged"] == len(items) - 1
    assert measures["recall"] == 1.0
    assert measures["fields"]["date"]["hits"] == 0
    assert measures["fields"]["from"]["hits"] == 1
    assert measures["fields"]["all"]["judged"] == 1
    # Another seed is another sample: nothing of it is judged.
    assert bench.get("sample?seed=4&size=10")["measures"]["precision"]["judged"] == 0
    page = bench.client.get(f"/{TOKEN}/signed?seed=3&size=10")
    assert page.status_code == 200
    digest = reconstruct(bench.source).parsed[0].document.sha256
    for words in ("Ida Rask", digest, "seed 3", "1 of 1", "date and signature"):
        assert words in page.text
    page = bench.client.get(f"/{TOKEN}/signed?seed=3&size=10&lang=fr")
    for words in ("Ida Rask", digest, "graine 3", "date et signature", 'lang="fr"'):
        assert words in page.text


def test_a_page_s_foot_within_a_header_is_judged_by_itself(tmp_path: Path) -> None:
    mail = (
        "From: Ann Poe <ann@north.example>\nTo: Ben Ost <ben@south.example>\n"
        "{}Date: {} March 2019 10:00\nSubject: Crane {}\n\nIt is broken.\n\n"
    )
    feet = ["TERN-FOIA 000001\n\f", "TERN-FOIA 000002\n\f", "TERN-FOIA 000003\n\f", ""]
    made = Bench(tmp_path, "".join(mail.format(foot, day, day) for day, foot in enumerate(feet, 5)))
    items = made.get("sample?seed=1&size=20")["items"]
    assert [item["text"].strip() for item in items if "text" in item]
    for item in items:
        place = {"document": item.get("document"), "span": item.get("span")}
        where, said = (
            ({"message": item["message"]}, "right") if "message" in item else (place, "nothing")
        )
        made.post("decide", {"action": "tag", **where, "value": {"tag": f"sample 1: {said}"}})
    drawn = made.get("sample?seed=1&size=20")
    assert [item["said"] for item in drawn["items"] if "message" in item] == ["right"] * 4
    assert drawn["measures"]["elusion"]["judged"] == len(items) - 4
    made.bench.close()


def test_the_signed_page_says_all_in_every_language() -> None:
    catalogue = signed_phrases()
    assert set(catalogue) == set(LANGUAGES)
    for language, said in catalogue.items():
        assert list(said) == list(catalogue["en"]), language
        for name, phrase in said.items():
            places = sorted(re.findall(r"\{\w+\}", phrase))
            assert places == sorted(re.findall(r"\{\w+\}", catalogue["en"][name])), (language, name)


def test_refusals_are_in_every_language() -> None:
    """What asks for another message or document than there is comes from no page of ours."""
    listed = [re.sub(r"\{\w+\}", "{}", phrase) for phrase in reasons()["de"]]
    text = "".join(path.read_text("utf-8") for path in (ROOT / "src/mailrecon/app").glob("*.py"))
    said = set(re.findall(r'UnfitError\(f?"([^"]+)"\)', text))
    said = {re.sub(r"\{[^}]+\}", "{}", one) for one in said}
    internal = {one for one in said if one.startswith("there is no ") or " has no p" in one}
    assert said - internal <= set(listed)
    # What a damaged file of corrections means for whoever works is said whole.
    assert {decisions_file._MEANWHILE, decisions_file._LATER} <= set(listed)


def test_stretches_cover_what_no_message_has() -> None:
    archive = reconstruct(STORY)
    found = stretches(archive.parsed)
    text = archive.parsed[0].document.text
    for item in found:
        assert text[item.start : item.end].strip()
    drawn = draw(1, archive.parsed, seed=1, size=100)
    assert set(drawn.stretches) == set(found)
    assert draw(500, (), seed=2, size=9) == draw(500, (), seed=2, size=9)
    assert draw(500, (), seed=2, size=9).messages != draw(500, (), seed=3, size=9).messages


def test_a_damaged_file_or_a_port_in_use_ends_it_with_a_clear_word(tmp_path: Path) -> None:
    import socket

    source = tmp_path / "post.txt"
    source.write_text(STORY)
    damaged = tmp_path / "corrections.jsonl"
    damaged.write_text("{}\n")
    run = CliRunner().invoke(main, ["open", "--no-browser", str(source)])
    assert run.exit_code == 3
    assert "line 1 is not a correction" in run.output
    assert damaged.read_text() == "{}\n"
    damaged.unlink()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        run = CliRunner().invoke(main, ["open", "--no-browser", "--port", port, str(source)])
    assert run.exit_code == 3
    assert f"port {port} can't be used" in run.output
    run = CliRunner().invoke(main, ["open", "--no-browser", str(tmp_path / "absent.txt")])
    assert run.exit_code == 3


PEOPLE = """\
From: Bo Lund <lund@pier.example>
To: Rask, Ida M; Ida Rask
Date: Tue, 2 Mar 2021 09:14 +0100
Subject: The crane

It is broken.
"""


@pytest.mark.parametrize("action", ["person-join", "person-split"])
def test_a_doubtful_pair_is_proposed_until_it_is_decided(tmp_path: Path, action: str) -> None:
    bench = Bench(tmp_path, PEOPLE)
    found = bench.get("people")
    (pair,) = found["proposals"]
    assert "both in one header" in pair["reason"]
    assert found["decided"] == []
    bench.post("decide", {"action": action, "value": {"people": pair["people"]}})
    found = bench.get("people")
    assert found["proposals"] == []
    assert [item["action"] for item in found["decided"]] == [action]
    names = {
        tuple(sorted(one.get("name", "") for one in who["printed"])) for who in found["people"]
    }
    assert (("Ida Rask", "Rask, Ida M") in names) == (action == "person-join")
    bench.post("undo")
    assert bench.get("people")["proposals"] == [pair]
    bench.bench.close()


def test_words_of_a_page_have_places(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2", reason="the extra `pdf` is not installed")
    from mailrecon.app.pages import PageDrawer
    from tests.e2e.release import TEXT, release

    path = tmp_path / "release.pdf"
    path.write_bytes(release())
    document = reconstruct(path).parsed[0].document
    pages = PageDrawer({document.sha256: path}, None, None)
    assert pages.count(document) == 1
    words = pages.words(document, 1)
    said = [document.text[word.start : word.end] for word in words]
    assert said[:4] == TEXT.split()[:4]
    assert len(said) == len(document.text.split())
    for word in words:
        assert 0 <= word.box.left < word.box.left + word.box.width <= 1
        assert 0 <= word.box.top < word.box.top + word.box.height <= 1
    # The words of a line stand beside one another, lines below one another.
    one, other, below = (words[said.index(word)] for word in ("Maren", "Holt", "To:"))
    assert one.box.left + one.box.width < other.box.left
    assert abs(one.box.top - other.box.top) < 0.005
    assert below.box.top > one.box.top
    span = Span(one.start, other.end)
    (region,) = pages.regions(document, [span])
    assert region.left == one.box.left
    assert region.width == pytest.approx(other.box.left + other.box.width - one.box.left)


def test_a_stamp_leaves_the_places_of_words_alone(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2", reason="the extra `pdf` is not installed")
    from fpdf import FPDF

    from mailrecon.app.pages import PageDrawer

    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_font("Helvetica", size=9)
    pdf.add_page()
    lines = ["From: Maren Holt", "To: Jonas Brandt", "Date: 2 March 2021", "Subject: A", "", "No."]
    for number in range(40):
        pdf.text(50, 90 + 16 * number, lines[number] if number < len(lines) else f"Line {number}")
    # Counted along the stamp its words are as high as some line of the text.
    with pdf.rotation(20, 430, 60):
        pdf.text(385, 55, "RELEASED IN PART B6")
    path = tmp_path / "stamped.pdf"
    path.write_bytes(bytes(pdf.output()))
    document = reconstruct(path).parsed[0].document
    for word in PageDrawer({document.sha256: path}, None, None).words(document, 1):
        said = document.text[word.start : word.end]
        if said in ("Line", "From:", "No."):
            assert word.box.left == pytest.approx(50 / 595, abs=0.005)
        # No word is as wide as the sheet.
        assert word.box.width < 0.1, said


def test_words_of_a_scan_have_places(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2", reason="the extra `pdf` is not installed")
    from mailrecon.app.pages import PageDrawer
    from mailrecon.read.picture import ocr
    from tests.e2e.release import release

    if not ocr.available():
        pytest.skip("Tesseract is not installed")
    import pypdfium2

    opened = pypdfium2.PdfDocument(release())
    picture = opened[0].render(scale=200 / 72).to_pil()
    opened.close()
    text = tmp_path / "release.pdf"
    text.write_bytes(release())
    known = reconstruct(text).parsed[0].document
    right = PageDrawer({known.sha256: text}, None, None)
    for turned in (0, 2):
        path = tmp_path / f"scan-{turned}.png"
        picture.rotate(turned, fillcolor="white").save(path, dpi=(200, 200))
        document = reconstruct(path).parsed[0].document
        pages = PageDrawer({document.sha256: path}, None, None)
        words = {document.text[w.start : w.end]: w.box for w in pages.words(document, 1)}
        for word in right.words(known, 1):
            said = known.text[word.start : word.end]
            if said in ("divers", "spring.", "compiled") and not turned:
                assert words[said].left == pytest.approx(word.box.left, abs=0.01)
                assert words[said].top == pytest.approx(word.box.top, abs=0.01)
        assert words["compiled"].width < 0.2
