"""The report: one page that needs nothing, a PDF, and results that show themselves."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re

import pytest
from browser import CHROMIUM, FLAGS, ROOT, need_browser, serious_findings
from playwright.sync_api import sync_playwright
from typer.testing import CliRunner
from worlds import town

import glasshouse as gh
from glasshouse import api
from glasshouse.cli import app
from glasshouse.errors import InputError
from glasshouse.measure.findings.ranges import HeadlineRanges
from glasshouse.regime.changes import change
from glasshouse.report.drawing import draw
from glasshouse.report.pdf import UNSHOWN, _named
from glasshouse.report.say import say
from glasshouse.report.sections.document import document
from glasshouse.report.sections.given import TURNED, Given

HOSTILE = (
    "</script><script>document.title='taken'</script><img src=x onerror=alert(1)> #eval(\"1\") 诚信"
)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A small run of the yardstick, with a title that no page may obey and one number changed."""
    regime = change(gh.Regime.load("w1"), {"title": HOSTILE[:200]})
    return gh.run(regime, people=8192)


@pytest.fixture(scope="module")
def made(results, tmp_path_factory):
    folder = results.save(tmp_path_factory.mktemp("results") / "run")
    return folder, api.report(folder)


def test_the_page_needs_nothing_and_obeys_no_title(made):
    page = made[1].html()
    assert len(page.encode()) < 3_000_000
    assert (
        "default-src 'none'" in page.replace("&#x27;", "'")
        and "unsafe" not in page.split("<style>")[0]
    )
    told = page.split('id="report-data">')[1].split("</script>")[0]
    assert "<" not in told and json.loads(told)["title"] == HOSTILE[:200]
    outside = re.findall(
        r"""(?:src|href)=["']?(?!data:|#)[^"'\s>]+""",
        re.sub("<title>.*?</title>", "", page).split("<script")[0],
    )
    assert outside == []


def test_every_figure_names_the_command_that_makes_it(made):
    folder, report = made
    sections = report.document().sections
    assert {"asked", "found", "worst", "correction", "time", "conduct", "regime", "receipt"} <= {
        section.id for section in sections
    }
    blocks = [block for section in sections for block in section.blocks]
    charts = [block for block in blocks if block.kind == "chart"]
    assert charts
    for chart in charts:
        assert str(folder) in chart.command and len(chart.alt) > 40
        svg = draw(chart)["svg"]
        assert svg.startswith("<svg") and "NaN" not in svg
    figures = [
        b for b in blocks if b.kind == "table" and any(c.text == "people" for c in b.columns)
    ]
    assert figures and all(str(folder) in table.command for table in figures)


def test_what_the_assumptions_can_turn_is_marked_in_the_report_too(made):
    """As on the terminal: in ranges, restrictions, the worst case, and how right the record is."""
    data = made[1].data
    last = data["summary"]["to"]
    rule = next(iter(data["summary"]["restrictions"]))
    one = {"median": 2.0, "half": [1.0, 3.0], "most": [0.5, 9.0], "is_fitted": False}
    names = HeadlineRanges.__annotations__
    ranges = {
        "date": last, "to": last, "sets": 64, "assumptions": 9, "left_out": [], "stale": [],
        "thresholds": "held", "headlines": {rule: dict.fromkeys(names, one)}, "overall": {},
        "turns": {rule: dict.fromkeys(("people", "people_at_end"), "order of magnitude")},
    }  # fmt: skip

    def sections(ranges):
        told = document(data | {"summary": data["summary"] | {"ranges": ranges}})
        return {section.id: section.blocks for section in told.sections}

    def tables(ranges):
        return {name: [cells(b) for b in blocks if b.kind == "table"]
                for name, blocks in sections(ranges).items()}  # fmt: skip

    def cells(table):
        every = [cell for row in table.rows for cell in row.cells]
        return sum(cell.startswith(TURNED) for cell in every), table.note

    known, unknown = tables(ranges), tables(None)
    for section, table, marks in (("found", 0, 1), ("found", 2, 1), ("worst", -1, 1),
                                  ("correction", 0, 1)):  # fmt: skip
        assert known[section][table][0] == marks, section
        if (section, table) != ("found", 0):  # its own stands in the sentence below them
            assert Given({"ranges": ranges}).legend in known[section][table][1]
    assert not any(marks for blocks in unknown.values() for marks, _ in blocks)
    said = [block.text for block in sections(None)["found"] if block.kind == "text"]
    assert any(say("turned.unknown") in text for text in said)


def test_the_same_results_give_the_same_pdf(made):
    one, other = made[1].pdf(), api.report(made[0]).pdf()
    assert one.startswith(b"%PDF") and one == other and b"pdfuaid" in one


def test_letters_without_a_font_stand_by_their_numbers_and_no_preset_has_any():
    assert UNSHOWN.sub(_named, "a 诚信 b") == "a [U+8BDA U+4FE1] b"
    for path in (ROOT / "glasshouse").rglob("presets/**/*"):
        if path.suffix in (".yaml", ".csv"):
            assert UNSHOWN.search(path.read_text(encoding="utf-8")) is None, path


def test_the_page_opens_offline(made, tmp_path):
    need_browser()
    path = tmp_path / "report.html"
    path.write_text(made[1].html(), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(offline=True).new_page()
        troubles = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text))
        page.goto(path.as_uri())
        page.wait_for_selector("h1")
        assert page.inner_text("h1") == HOSTILE[:200]
        assert page.title().startswith(HOSTILE[:40]) and page.locator("img").count() == 0
        assert page.locator("svg.chart").count() >= 1 and troubles == []
        browser.close()


@pytest.fixture(scope="module")
def studied(tmp_path_factory):
    """A report with what causes and safeguards were found beside it."""
    folder = tmp_path_factory.mktemp("studied")
    days = {"start": dt.date(2018, 3, 1), "end": dt.date(2018, 6, 30)}
    scenario = town.scenario(town.build(folder / "town"), **days)
    run = api.run(scenario, people=288).save(folder / "run")
    prices = api.safeguards(scenario, people=288, threads=1).save(folder / "safeguards")
    causes = api.why(scenario, people=288, pairs=2, factors=["secrecy", "camera-error"], threads=1)
    return api.report(run, [prices, causes.save(folder / "why")])


def test_studies_in_the_report_are_no_measurement_either(studied):
    sections = {section.id: section for section in studied.document().sections}
    for kind in ("why", "safeguards"):
        assert say("turned.unknown") in sections[kind].blocks[-1].text


def test_a_study_of_another_run_is_called_so_and_of_another_regime_refused(studied, tmp_path):
    data = copy.deepcopy(studied.data)
    first = next(s for s in document(data).sections if s.id == "why").blocks[0]
    assert "another run" not in getattr(first, "text", "")
    data["studies"]["why"]["summary"] |= {"seed": 7, "people": 999, "to": "2018-12-31"}
    first = next(s for s in document(data).sections if s.id == "why").blocks[0]
    assert "of another run" in first.text and "seed 7" in first.text
    assert "1 March 2018 to 31 December 2018, 999 synthetic people" in first.text
    run = api.run("w1", people=2048, end="2001-02-28", ranges=False).save(tmp_path / "run")
    prices = tmp_path / "prices"
    prices.mkdir()
    summary = studied.data["studies"]["safeguards"]["summary"]
    (prices / "summary.json").write_text(json.dumps(summary))
    with pytest.raises(InputError, match="is of the regime test; allowed: a study of w1"):
        api.report(run, [prices])


def test_how_unlike_groups_are_treated_stands_in_the_report(studied):
    where = next(s for s in studied.document().sections if s.id == "where")
    tables = [b for b in where.blocks if b.kind == "table" and b.title.startswith("How unlike")]
    found = studied.data["summary"]["equity"]
    rule = next(r for r in found if r != "shown_from" and r.replace("_", " ") in tables[0].title)
    told = {d for d, one in found[rule].items() if one["rate"]}
    first = [row for row in tables[0].rows][: len(told)]
    rows = {row.cells[0]: row.cells[1:] for row in first}
    assert set(rows) == told and list(rows["province"][:2]) == [
        found[rule]["province"]["rate"][side] for side in ("lowest", "highest")
    ]


def test_the_dearest_pair_has_its_name_on_the_left_of_it(studied):
    """On the right it would leave the chart."""
    data = copy.deepcopy(studied.data)
    prices = data["studies"]["safeguards"]["summary"]
    pair = next(a for a in prices["arms"] if len(a["safeguards"]) > 1 and a["leaves"] > 0)
    pair["yuan"], prices["frontier"] = 10 * max(a["yuan"] for a in prices["arms"]) + 1, []
    prices["frontier"].append(pair["safeguards"])
    safeguards = next(s for s in document(data).sections if s.id == "safeguards")
    chart = draw(next(b for b in safeguards.blocks if b.kind == "chart"))["svg"]
    name = f">{' + '.join(prices['words'][one] for one in pair['safeguards'])}</text>"
    assert chart.count(name) == 1
    assert 'text-anchor="end"' in chart.split(name)[0].rpartition("<g")[2]


def test_safeguards_and_causes_stand_in_the_report(studied):
    sections = {section.id: section for section in studied.document().sections}
    for kind in ("why", "safeguards"):
        chart = next(b for b in sections[kind].blocks if b.kind == "chart")
        assert "NaN" not in draw(chart)["svg"] and len(chart.alt) > 40
        assert chart.command.startswith("glasshouse ")
    prices, costs, *_ = (b for b in sections["safeguards"].blocks if b.kind == "table")
    assert prices.rows[-1].cells[0] == "none: nobody is scored"
    assert any("±" in row.cells[1] for row in prices.rows)
    appeal = next(row for row in costs.rows if row.cells[0].startswith("appeal"))
    assert len(costs.columns) == 4 and " to " in appeal.cells[3]
    assert studied.pdf().startswith(b"%PDF")


@pytest.mark.parametrize(
    "options", [{}, {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}]
)
def test_axe_finds_nothing_serious_in_the_report(studied, tmp_path, options):
    need_browser()
    path = tmp_path / "report.html"
    path.write_text(studied.html(), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(bypass_csp=True, **options).new_page()
        page.goto(path.as_uri())
        page.wait_for_selector("#safeguards svg.chart")
        assert serious_findings(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, "the page scrolls sideways"
        browser.close()


def test_a_changed_regime_is_not_laundered():
    regime = change(gh.Regime.load("china-2018"), {"watch.faces.false_match_rate": 1e-6})
    from glasshouse.api.report import _origin

    preset, changed, same = _origin(regime)
    assert preset == "china-2018" and same > 20
    assert [c["rule"] for c in changed] == ["faces: match threshold (smaller is stricter)"]
    renamed = gh.Regime.of(regime.document.data, "my-own")
    assert _origin(renamed)[0] == "china-2018"


def test_the_command_writes_both_and_nothing_over(made):
    call = CliRunner().invoke
    first = call(app, ["report", str(made[0])])
    assert first.exit_code == 0 and "report.html" in first.stdout and "report.pdf" in first.stdout
    again = call(app, ["report", str(made[0])])
    assert again.exit_code == 2 and "--overwrite" in again.stderr
    assert call(app, ["report", str(made[0]), "--overwrite", "--json"]).exit_code == 0
    nothing = call(app, ["report", str(made[0].parent / "no")])
    assert nothing.exit_code == 2 and nothing.stderr.count("\n") == 1
    study = call(app, ["report", str(made[0]), "--with", str(made[0]), "--overwrite"])
    assert study.exit_code == 2 and "no study" in study.stderr


def test_results_show_themselves(results):
    shown = results._repr_html_()
    assert "<table>" in shown and "<script" not in shown
    chart = results.plot()
    assert chart._repr_svg_().startswith("<svg") and "on the record" in chart.svg
    assert results.to_polars("conduct").equals(results.conduct)
    with pytest.raises(InputError, match="no restriction"):
        results.plot("flying")
    with pytest.raises(InputError, match="no chart"):
        results.plot(chart="pie")
    with pytest.raises(InputError, match="no such table"):
        results.to_polars("people")
