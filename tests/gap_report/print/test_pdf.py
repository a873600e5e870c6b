"""The printed report, opened again: text, tags, fonts, metadata, size."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from django.utils.translation import get_language, override
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from assessments.gap_report.charts import report_charts
from assessments.gap_report.charts.thresholds import bare_threshold
from assessments.gap_report.print import Kind, pdf
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.report.unknown_codes import UnknownCode
from tests import reports_sample
from tests.sample_measures import SPECS

HOSTILE = '#import "x.typ": * $x^2$ *bold* _it_ `raw` <script>alert(1)</script> @ref \\ // [a] {b}'


def squeezed(text: str) -> str:
    """The text without white space and hyphens, as line breaks and hyphenation add them."""
    return re.sub(r"[\s\u00ad\u200b-]|\u2010", "", text)


@cache
def pages(data: bytes) -> tuple[str, ...]:
    """The squeezed text of every page."""
    return tuple(squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages)


def words(data: bytes) -> str:
    return "".join(pages(data))


@cache
def printed(kind: Kind) -> bytes:
    return pdf(reports_sample.sample(), kind)


def root(reader: PdfReader) -> Any:
    """The file's catalogue, as the loose data that it is."""
    return reader.root_object


def elements(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every element of the tag tree."""
    waiting: list[Any] = [root(reader)["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, ArrayObject):
            waiting.extend(node)
        elif isinstance(node, DictionaryObject) and "/S" in node:
            yield node
            waiting.append(node.get("/K"))


def kinds(data: bytes) -> list[str]:
    return [str(element["/S"]) for element in elements(PdfReader(io.BytesIO(data)))]


@pytest.mark.parametrize("kind", ["summary", "full"])
def test_first_page_says_who_which_year_which_benchmark_and_that_it_is_no_certificate(
    kind: Kind,
) -> None:
    report = reports_sample.sample()
    first = pages(printed(kind))[0]
    for text in (
        report.subject.hospital,
        f"{report.subject.department} · 2025",
        "German three-pillar spine centre, version 1.0",
        "Orientation, not a certification",
        report.headline,
        *(domain.index_text for domain in report.domains),
        *(gap.statement for gap in report.blocking),
        *report.next_steps,
    ):
        assert squeezed(text) in first, text


@pytest.mark.parametrize("kind", ["summary", "full"])
def test_every_value_stands_in_the_print_to_the_digit(kind: Kind) -> None:
    found = words(printed(kind))
    for measure in reports_sample.sample().measures:
        assert squeezed(measure.value_text) in found, measure.id


def test_full_report_holds_thresholds_evidence_sources_and_method() -> None:
    report, found = reports_sample.sample(), words(printed("full"))
    for measure in report.measures:
        for threshold in measure.thresholds:
            verdict = threshold.verdict_text if measure.status == "scored" else ""
            evidence = f"{threshold.grade} [{threshold.source_number}]"
            cell = (bare_threshold(threshold.value_text) or "—", evidence, verdict)
            assert squeezed("".join(cell)) in found, measure.id
    for source in report.sources:
        assert squeezed(f"[{source.number}]{source.title}") in found
    for text in ("Contents", "Method", *report.benchmark.policy, report.benchmark.digest):
        assert squeezed(text) in found, text
    for gap in report.gaps:
        assert squeezed(gap.statement) in found, gap.measure_id


def test_numbers_of_every_chart_stand_in_the_full_report() -> None:
    found = words(printed("full"))
    for chart in report_charts(reports_sample.sample()):
        if chart.kind == "gaps":
            continue  # their tables stand there with evidence added; see the tests above
        for row in chart.table.rows:
            for cell in row:
                assert squeezed(cell) in found, (chart.id, cell)


def test_full_report_holds_the_codes_to_check_and_the_remarks_on_their_file() -> None:
    code = UnknownCode("5-83z.9", 12, 12, "12", "unknown", "", "row 7", "Not in our table.")
    remark = "row 8: The row “Total” names no code and was left out."
    report = replace(reports_sample.sample(), unplaced_codes=(code,), remarks=(remark,))
    found = words(pdf(report, "full"))
    for text in ("Codes that could not be placed", "5-83z.9", "row 7", code.text, remark):
        assert squeezed(text) in found, text
    assert squeezed("Codes to check") not in words(printed("full"))


def test_surgeons_are_printed_by_code_unless_names_are_asked_for() -> None:
    report = reports_sample.sample()
    assert squeezed("Dr. Özdemir") not in words(printed("full"))
    named = words(pdf(report, "full", show_names=True))
    for surgeon in report.surgeons.rows:
        assert squeezed(surgeon.name) in named


def test_file_is_tagged_with_headings_tables_and_figures_with_alternative_text() -> None:
    data = printed("full")
    reader = PdfReader(io.BytesIO(data))
    assert root(reader)["/MarkInfo"]["/Marked"]
    tags = kinds(data)
    assert {"/Document", "/H1", "/H2", "/P", "/Table", "/THead", "/TH", "/TD", "/Figure"} <= set(
        tags
    )
    alternatives = {str(e.get("/Alt", "")) for e in elements(reader) if str(e["/S"]) == "/Figure"}
    for chart in report_charts(reports_sample.sample()):
        assert chart.alt in alternatives, chart.id


def test_metadata_names_title_language_author_and_day() -> None:
    made_at = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)
    reader = PdfReader(io.BytesIO(pdf(reports_sample.sample(), made_at=made_at)))
    facts = reader.metadata
    assert facts is not None
    assert facts.title == (
        "Gap report, summary: Klinikum Musterstadt an der Großen Röhre – Wirbelsäulenzentrum – 2025"
    )
    assert facts.author == "Spine-centre benchmark group"
    assert facts.creation_date == made_at
    assert root(reader)["/Lang"] == "en"
    assert b"pdfuaid" in root(reader)["/Metadata"].get_data()


@pytest.mark.parametrize(
    ("build", "language"),
    [(reports_sample.german_sample, "de"), (reports_sample.chinese_sample, "zh-CN")],
)
def test_language_of_the_report_is_the_language_of_the_file(build: Any, language: str) -> None:
    reader = PdfReader(io.BytesIO(pdf(build())))
    assert root(reader)["/Lang"] == language


def test_every_font_is_embedded() -> None:
    names = set()
    for page in PdfReader(io.BytesIO(pdf(reports_sample.chinese_sample(), "full"))).pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            for inner in font.get_object()["/DescendantFonts"]:
                descriptor = inner.get_object()["/FontDescriptor"]
                assert {"/FontFile2", "/FontFile3"} & set(descriptor)
                names.add(str(descriptor["/FontName"]).split("+")[-1])
    assert names == {"NotoSans-Regular", "NotoSans-Bold", "NotoSansSC-Regular", "NotoSansSC-Bold"}


def test_chinese_and_german_names_print_right() -> None:
    found = words(pdf(reports_sample.chinese_sample(), "full", show_names=True))
    for text in (reports_sample.CHINESE_HOSPITAL, "脊柱外科", reports_sample.CHINESE_SURGEON):
        assert text in found
    found = words(pdf(reports_sample.german_sample()))
    for text in ("Großen Röhre", "Rückenmarkkompression", "Größter Anteil einer Säule"):
        assert squeezed(text) in found


def test_summary_has_two_to_three_pages_and_pages_are_numbered() -> None:
    for report, numbered in (
        (reports_sample.sample(), "Page {} of {}"),
        (reports_sample.german_sample(), "Seite {} von {}"),
        (reports_sample.bare_sample(), "Page {} of {}"),
    ):
        found = pages(pdf(report))
        assert 2 <= len(found) <= 3
        for number, page in enumerate(found, start=1):
            assert squeezed(numbered.format(number, len(found))) in page


def test_running_header_names_the_department_from_the_second_page_on() -> None:
    header = squeezed(
        "Klinikum Musterstadt an der Großen Röhre – Wirbelsäulenzentrum – 2025 – "
        "german-three-pillar 1.0"
    )
    first, *others = pages(printed("full"))
    assert header not in first
    assert all(page.startswith(header) for page in others)


def test_header_row_is_repeated_where_a_table_goes_on() -> None:
    report = reports_sample.sample()
    many = tuple(
        replace(gap, label=f"{gap.label} ({turn})") for turn in range(4) for gap in report.gaps
    )
    data = pdf(replace(report, gaps=many), "full")
    header = squeezed("Measure Today What is missing Usual levers")
    assert sum(header in page for page in pages(data)) >= 3


@pytest.mark.parametrize("kind", ["summary", "full"])
def test_files_stay_small(kind: Kind) -> None:
    assert len(printed(kind)) < 500_000


def test_same_report_gives_the_same_bytes() -> None:
    assert pdf(reports_sample.sample()) == printed("summary")


def test_reports_printed_at_the_same_time_do_not_disturb_each_other() -> None:
    reports = [reports_sample.sample(), reports_sample.german_sample()] * 3
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(pdf, reports))
    assert together == [pdf(report) for report in reports]


def test_language_of_the_reader_is_left_as_it_was() -> None:
    with override("de"):
        pdf(reports_sample.chinese_sample())
        assert get_language() == "de"


def hostile(text: str) -> GapReport:
    """A report with the text wherever people or benchmarks may write."""
    specs = (SPECS[0]._replace(label=text, unit=text), *SPECS[1:])
    report = reports_sample.sample(specs=specs)
    surgeon = replace(report.surgeons.rows[0], name=text, specialty=text)
    return replace(
        report,
        subject=replace(report.subject, hospital=text, department=text, note=text),
        surgeons=replace(report.surgeons, rows=(surgeon,), statement=text),
        headline=text,
        next_steps=(text,),
    )


@pytest.mark.parametrize("kind", ["summary", "full"])
def test_markup_in_names_is_printed_as_text(kind: Kind) -> None:
    found = words(pdf(hostile(HOSTILE), kind, show_names=True))
    assert found.count(squeezed(HOSTILE)) >= 4


@pytest.mark.parametrize(
    ("kind", "text"),
    [("summary", "脊" * 10_000), ("summary", "ab cd " * 1_700), ("full", "x" * 10_000)],
)
def test_very_long_names_are_printed_to_their_end(kind: Kind, text: str) -> None:
    found = words(pdf(hostile(text), kind))
    assert found.count(squeezed(text)[:1]) >= 2 * text.count(text[0])


def test_characters_no_font_has_are_printed_as_boxes_or_blanks() -> None:
    name = "Klinik 😀 a\x00b שלום \ue000 \ud800 \ufffe Süd"
    assert "Klinik□ab□□□□□□□Süd" in words(pdf(hostile(name), "full", show_names=True))


def test_names_from_all_over_europe_print_right() -> None:
    name = "Łódź Ősz Şükrü Ñuñoa Þór Đặng Нікітін Αθήνα"
    assert squeezed(name) in words(pdf(hostile(name)))


def test_report_with_nothing_but_estimates_prints() -> None:
    found = words(pdf(reports_sample.bare_sample(), "full"))
    for text in ("No surgeon is recorded for this year.", "No outcomes are recorded."):
        assert squeezed(text) in found


def test_benchmark_without_pillars_prints() -> None:
    report = reports_sample.sample()
    report = replace(report, domains=report.domains[-1:], trend=(), gaps=(), missing_answers=())
    found = words(pdf(report, "full"))
    assert squeezed("No mandatory measure holds a level back.") in found
    assert squeezed("Every measure reaches its highest level.") in found
