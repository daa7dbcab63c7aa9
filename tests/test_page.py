"""The lab's page in a real browser, as a newcomer uses it; the docs' pictures are made here."""

from __future__ import annotations

import os
import re

import pytest
from browser import (
    CHROMIUM,
    FLAGS,
    PICTURES,
    ROOT,
    need_browser,
    reserved_port,
    running_lab,
    serious_findings,
)
from playwright.sync_api import expect, sync_playwright

SLOW = 120_000  # the first run may compile the kernels, on a machine that does other things as well
expect.set_options(timeout=SLOW)
WIDE, NARROW = {"width": 1400, "height": 1000}, {"width": 390, "height": 844}
HOSTILE = '<img src=x onerror="document.title=1">{{7*7}}'
HEADLINE = "main h1"


@pytest.fixture(scope="module")
def lab():
    need_browser()
    with running_lab() as (address, process):
        yield address
        process.send_signal(2)
        assert process.wait() == 0 and "Traceback" not in process.stderr.read()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    need_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, lab):
    yield from opened(chromium, lab, viewport=WIDE)


def opened(chromium, address, **options):
    """A page that must load nothing from elsewhere and complain of nothing."""
    context = chromium.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    page.set_default_timeout(SLOW)
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text)
            if message.type in ("error", "warning") else None)  # fmt: skip
    page.on("request", lambda request: troubles.append(request.url)
            if not request.url.startswith((address, "data:", "blob:")) else None)  # fmt: skip
    page.troubles = troubles
    page.goto(address)
    expect(page.locator(HEADLINE)).to_be_visible(timeout=SLOW)
    yield page
    allowed = ("ERR_CONNECTION_REFUSED", "WebSocket")
    assert [t for t in troubles if not any(word in t for word in allowed)] == []
    context.close()


def at_rest(page, with_range=False):
    """Wait for the large run, and for the range over the assumptions as well."""
    ends = ["nothing"] if with_range else ["nothing", "range"]
    page.wait_for_selector(",".join(f'main[data-doing="{end}"]' for end in ends), timeout=SLOW)


def picture(page, name):
    """A picture for the docs: made only when asked for: they differ a little each time."""
    if os.environ.get("PICTURES") == "1":
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png")


def slide(page, label, to):
    """Drag a slider to a share of its way, as a hand does: many small moves."""
    slider = page.get_by_role("slider", name=label).first
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * to, box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()


def test_a_newcomer_moves_the_match_threshold_and_sees_what_it_does(page):
    at_rest(page, with_range=True)
    before = page.locator(HEADLINE).inner_text()
    assert before.startswith("On 30 April 2018 about ") and "wrongly barred from flights" in before
    assert "sets: " in before, "the range of the count is shown"
    expect(page.locator("#views-heading")).to_have_text("Two views of the same day: 30 April 2022")
    expect(page.locator("#groups figcaption").first).to_contain_text("on 30 April 2022")
    page.get_by_role("radio", name="schools").check()
    expect(page.locator(HEADLINE)).to_contain_text("wrongly barred from schools")
    expect(page.locator(".true .big").first).to_have_text(re.compile("^†"))
    expect(
        page.get_by_text("† the assumptions can turn its order of magnitude").first
    ).to_be_visible()
    page.get_by_role("radio", name="flights").check()
    picture(page, "lab")
    slide(page, "match threshold", 0.97)
    expect(page.get_by_text("1 number changed").first).to_be_visible()
    at_rest(page, with_range=True)
    expect(page.locator(HEADLINE)).not_to_have_text(before)
    expect(page.locator(".headline")).to_contain_text("Before your changes:")
    expect(page.locator(".earlier")).to_have_count(6)
    expect(page.get_by_role("row", name="identity")).to_be_visible()
    assert "watch.faces.false_match_rate=" in page.url
    picture(page, "lab-changed")
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    expect(page.get_by_text("1 number changed").first).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Undo all changes").click()
    expect(page.get_by_text("1 number changed")).to_have_count(0)


def test_a_narrow_dark_page_has_everything(chromium, lab):
    for page in opened(chromium, lab, viewport=NARROW, color_scheme="dark"):
        at_rest(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= NARROW["width"], "the page scrolls sideways"
        page.get_by_text("Change the regime").click()
        expect(page.get_by_role("slider", name="linked to recognition").first).to_be_visible()
        expect(page.locator(".glance")).to_contain_text("barred from flights")
        expect(page.locator(".glance")).to_be_in_viewport()
        picture(page, "lab-narrow")


def test_by_keyboard_alone(page):
    at_rest(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the findings")).to_be_focused()
    slider = page.get_by_role("slider", name="linked to recognition").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("1 number changed").first).to_be_visible()
    page.get_by_role("radio", name="flights").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="trains")).to_be_checked()
    expect(page.locator("figcaption").first).to_contain_text("trains")


def test_downloads(page, tmp_path):
    at_rest(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Regime file (YAML)").click()
    path = tmp_path / "mine.yaml"
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename == "china-2018.yaml"
    from glasshouse.api import check

    assert "a regime" in check(path)


def drop(page, name, text):
    """Drop a file on the page."""
    page.locator('input[type="file"]').set_input_files(
        {"name": name, "mimeType": "application/yaml", "buffer": text.encode()}
    )


def test_a_wrong_file_says_where_and_what_and_loses_nothing(page):
    at_rest(page)
    preset = (ROOT / "glasshouse/regime/presets/china-2018.yaml").read_text(encoding="utf-8")
    drop(page, "wrong.yaml", preset.replace("value: -20,", "value: -5000,", 1))
    expect(page.locator(".alert")).to_contain_text("wrong.yaml:")
    expect(page.locator(".alert")).to_contain_text("-1000..1000")
    expect(page.locator(HEADLINE)).to_be_visible()
    expect(page.get_by_label("Regime", exact=True)).to_have_value("china-2018")
    picture(page, "lab-wrong-file")


def test_a_hostile_title_is_only_text(page):
    at_rest(page)
    drop(page, "hostile.yaml", f"extends: china-2018\ntitle: '{HOSTILE}'\nabout: '{HOSTILE}'\n")
    expect(page.locator(".kicker")).to_contain_text(HOSTILE, timeout=SLOW)
    assert page.title() == "Glasshouse" and page.locator("img").count() == 0
    page.get_by_text("About this regime").click()
    expect(page.locator(".regime")).to_contain_text(HOSTILE)


def test_the_server_stopped_and_started_under_an_open_page(chromium):
    need_browser()
    with reserved_port() as port:
        with running_lab(port) as (address, process):
            gone = opened(chromium, address, viewport=WIDE)
            page = next(gone)
            at_rest(page)
            page.get_by_role("slider", name="linked to recognition").first.press("ArrowRight")
            expect(page.get_by_text("1 number changed").first).to_be_visible()
            process.send_signal(2)
            process.wait()
            expect(page.locator(".alert")).to_contain_text("can’t be reached")
        with running_lab(port):
            expect(page.locator(".alert")).to_have_count(0, timeout=SLOW)
            at_rest(page)
            expect(page.get_by_text("1 number changed").first).to_be_visible()
            next(gone, None)


@pytest.mark.parametrize(
    "options", [{"viewport": WIDE}, {"viewport": NARROW, "color_scheme": "dark"}]
)
def test_axe_finds_nothing_serious(chromium, lab, options):
    for page in opened(chromium, lab, bypass_csp=True, **options):
        at_rest(page)
        if options["viewport"] == NARROW:
            page.get_by_text("Change the regime").click()
        for summary in page.locator(".group > summary").all():
            summary.click()
        page.get_by_role("button", name="Take the tour").click()
        assert serious_findings(page) == []
        for view, there in (
            ("Compare", ".scroll table"),
            ("Lives", "table.life"),
            ("Why", ".buttons"),
        ):
            page.get_by_role("link", name=view).click()
            expect(page.locator(f"main {there}").first).to_be_visible(timeout=SLOW)
            assert serious_findings(page) == [], view


def test_compare_lives_causes_and_safeguards(page):
    at_rest(page)
    slide(page, "match threshold", 0.97)
    at_rest(page)
    page.get_by_role("link", name="Compare").click()
    page.get_by_label("Compare with").select_option(label="this regime before your changes")
    # The answer to what was asked first, when the view opened, is not taken for this one's.
    expect(page.locator("main thead").first).to_be_visible(timeout=SLOW)
    assert "china-2018-changed" in page.locator("main thead").first.inner_text()
    expect(page.get_by_text("faces: match threshold (smaller is stricter)")).to_be_visible()
    expect(page.get_by_role("row", name="people ever wrongly restricted").first).to_be_visible()
    picture(page, "lab-compare")
    page.get_by_role("link", name="Lives").click()
    expect(page.locator("table.life tbody tr").first).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("columnheader", name="The record says")).to_be_visible()
    assert "wrongly" in page.locator("main").inner_text()
    picture(page, "lab-life")
    page.get_by_role("link", name="Why").click()
    for begin in ("Find the causes", "Make the price list"):
        page.get_by_role("button", name=begin).click()
        expect(page.locator("progress")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("progress")).to_have_count(0, timeout=SLOW)


def test_the_tour_goes_through_six_steps(page):
    at_rest(page)
    page.get_by_role("button", name="Take the tour").click()
    shown = ["", "#conduct-heading", ".headline", ".headline", "#groups", ".headline"]
    for step in range(1, 6):
        expect(page.get_by_text(f"Step {step} of 6")).to_be_in_viewport()
        expect(page.get_by_role("button", name="Next")).to_be_in_viewport()
        expect(page.locator(shown[step])).to_be_in_viewport()
        page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Tell everybody, and open appeal offices").click()
    expect(page.get_by_text("3 numbers changed").first).to_be_visible()
    at_rest(page)
    page.locator(".group > summary", has_text="Redress").click()
    expect(page.get_by_role("slider", name="officers for 100,000 people")).to_be_visible()
    assert "redress.appeals.on=true" in page.url
    page.get_by_role("button", name="Leave the tour").click()
    expect(page.get_by_text("of 6")).to_have_count(0)


def test_the_report_is_downloaded_and_opens(page, tmp_path, chromium):
    at_rest(page)
    with page.expect_download(timeout=SLOW) as waiting:
        page.get_by_role("button", name="Report (HTML)").click()
    path = tmp_path / "report.html"
    waiting.value.save_as(path)
    report = chromium.new_context(offline=True, viewport=WIDE).new_page()
    report.goto(path.as_uri())
    expect(report.locator("h1")).to_have_text("China, as reported in April 2018")
    assert report.locator("svg.chart").count() >= 5
    picture(report, "report")
