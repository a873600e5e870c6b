"""`manage.py gap_report`: from a hospital's file to one line, a PDF and JSON."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from benchmarks import library

REPORT = Path(__file__).parent / "data" / "imports" / "999999999-99-2019-xml.xml"
LIST = "code;count\n5-831.0;120\n5-032.00;150\n5-83b.50;40\n"


def run(*arguments: Any) -> str:
    output = io.StringIO()
    call_command("gap_report", *map(str, arguments), stdout=output)
    return output.getvalue()


def test_quality_report_gives_one_line_with_rung_three_levels_and_coverage() -> None:
    line = run(REPORT, "--year", 2019)
    assert line.count("\n") == 1
    assert line.startswith("german-three-pillar 1.0, 2019 | rung: below Basic standard | ")
    for text in (
        "Minimally invasive surgery: level 0",
        "Deformity and scoliosis: level 0",
        "Spinal tumour: level 0",
        "coverage: ",
    ):
        assert text in line


def test_year_is_read_from_the_name_of_a_quality_report() -> None:
    assert run(REPORT) == run(REPORT, "--year", 2019)


def test_pdf_and_json_hold_the_same_result(tmp_path: Path) -> None:
    printed, data = tmp_path / "out.pdf", tmp_path / "out.json"
    run(REPORT, "--pdf", printed, "--json", data)
    result = json.loads(data.read_text(encoding="utf-8"))
    assert (result["format"], result["year"]) == ("gap-report", 2019)
    assert result["benchmark"]["digest"] == library.digest("german-three-pillar", "1.0")
    reader = PdfReader(printed)
    assert len(reader.pages) == 3
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert "".join(result["headline"].split()) in text
    for measure in result["measures"]:
        assert "".join(measure["value_text"].split()) in text, measure["id"]


def test_full_pdf_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    summary, full = tmp_path / "summary.pdf", tmp_path / "full.pdf"
    run(REPORT, "--pdf", summary)
    run(REPORT, "--pdf", full, "--full")
    assert len(PdfReader(full).pages) > len(PdfReader(summary).pages)
    assert full.stat().st_size < 500_000


def test_same_file_gives_the_same_json_twice(tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    run(REPORT, "--json", first)
    run(REPORT, "--json", second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("benchmark", sorted({key.id for key in library.versions()}))
def test_every_benchmark_can_be_asked_for(benchmark: str, tmp_path: Path) -> None:
    line = run(REPORT, "--benchmark", benchmark, "--pdf", tmp_path / "out.pdf", "--full")
    assert line.startswith(f"{benchmark} 1.0, 2019")


def test_version_of_a_benchmark_can_be_asked_for() -> None:
    assert run(REPORT, "--benchmark", "german-three-pillar@1.0") == run(REPORT)


def test_language_of_the_line_is_the_one_asked_for() -> None:
    assert "Wirbelsäulentumoren" in run(REPORT, "--language", "de")
    assert "脊柱肿瘤" in run(REPORT, "--language", "zh-hans")


def test_code_list_gives_a_report_for_the_year_given(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text(LIST, encoding="utf-8")
    assert run(path, "--year", 2024).startswith("german-three-pillar 1.0, 2024")


def refused(*arguments: Any) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == 1
    return str(caught.value)


def test_file_that_is_no_xml_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text("not markup at all", encoding="utf-8")
    assert "XML" in refused(path)


def test_truncated_report_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / REPORT.name
    whole = REPORT.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "line" in refused(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    assert "nowhere.xml" in refused(tmp_path / "nowhere.xml")


def test_missing_year_is_asked_for(tmp_path: Path) -> None:
    path = shutil.copy(REPORT, tmp_path / "report.xml")
    assert "year" in refused(path)


def test_year_other_than_the_file_s_is_refused() -> None:
    assert "2019" in refused(REPORT, "--year", 2020)


def test_department_that_is_not_in_the_file_is_refused_with_the_choices() -> None:
    message = refused(REPORT, "--department", "no-such-key")
    assert "no-such-key" in message
    assert "--department " in message


def test_department_of_the_file_can_be_named() -> None:
    message = refused(REPORT, "--department", "no-such-key")
    key = message.split("--department ")[1].split()[0]
    assert run(REPORT, "--department", key) == run(REPORT)


def test_unknown_benchmark_is_refused_with_those_on_file() -> None:
    assert "german-three-pillar 1.0" in refused(REPORT, "--benchmark", "unheard-of")


def test_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert "nowhere" in refused(REPORT, "--pdf", tmp_path / "nowhere" / "out.pdf")
