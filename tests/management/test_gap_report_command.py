"""`manage.py gap_report`: from a hospital's file to one line, a PDF and JSON."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from benchmarks import library
from tests.imports.sample_files import department_xml, report_xml, reports_of

REPORT = Path(__file__).parents[1] / "data" / "imports" / "999999999-99-2019-xml.xml"
LIST = "code;count\n5-831.0;120\n5-032.00;150\n5-83b.50;40\n"


def run(*arguments: Any) -> str:
    return outputs(*arguments)[0]


def outputs(*arguments: Any) -> tuple[str, str]:
    """What the command printed, and what it warned of."""
    output, errors = io.StringIO(), io.StringIO()
    call_command("gap_report", *map(str, arguments), stdout=output, stderr=errors)
    return output.getvalue(), errors.getvalue()


def test_quality_report_gives_one_line_with_rung_three_levels_and_coverage() -> None:
    line = run(REPORT, "--year", 2019)
    assert line.count("\n") == 1
    assert line.startswith("german-three-pillar 1.0, 2019 | overall level: below Basic standard | ")
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


def test_reports_of_several_years_give_the_report_of_the_last_with_their_trend(
    tmp_path: Path,
) -> None:
    paths, data = [], tmp_path / "out.json"
    for source in reports_of(2017, 2018, 2019):
        paths.append(tmp_path / source.name)
        paths[-1].write_bytes(source.data)
    assert "Several departments operate" in refused(*paths)
    assert "only for 2017, 2018, 2019" in refused(*paths, "--year", 2016)
    # Neurosurgery is the first department of the last report and the second of the one before.
    assert ", 2019 | " in run(*paths, "--department", 1, "--json", data)
    result = json.loads(data.read_text(encoding="utf-8"))
    rows = {measure["id"]: measure for measure in result["measures"]}
    assert rows["foundation_spine_operations"]["low"] == 122
    years = {point["year"] for series in result["trend"] for point in series["points"]}
    assert years == {2017, 2018, 2019}
    assert ", 2018 | " in run(*paths, "--department", 2, "--year", 2018)
    lists = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in lists:
        path.write_text(LIST, encoding="utf-8")
    assert "one at a time" in refused(*lists, "--year", 2024)


def test_code_list_gives_a_report_for_the_year_given(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text(LIST, encoding="utf-8")
    assert run(path, "--year", 2024).startswith("german-three-pillar 1.0, 2024")


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """A list with codes that cannot be counted, and a total."""
    path = tmp_path / "doubtful.csv"
    rows = "5-83z.9;12\n81.08;3\n5-999.zz;7\n5-831.0;1\nTotal;333\n"
    path.write_text(LIST + rows, encoding="utf-8")
    return path


def test_codes_that_cannot_be_placed_are_told_beside_the_one_line(doubtful: Path) -> None:
    line, told = outputs(doubtful, "--year", 2024)
    assert line.count("\n") == 1
    first, *points, unknown, other_system = told.splitlines()
    assert first == "Warning: 4 points to check in doubtful.csv:"
    assert [point.split(".")[0].strip() for point in points] == [
        "row 5: code 5-83z",
        "row 6: code 81",
        "row 9: The row “Total” names no code and was left out",
        "row 8: Code 5-831",
    ]
    assert "(count 3): Does not look like a code of the chosen system." in points[1]
    assert "It looks like ICD9CM3." in points[1]
    assert unknown.startswith("A code of a spine chapter that is in no table was not counted")
    assert "--system" in other_system
    assert "5-999.zz" not in told


def test_json_holds_the_codes_that_could_not_be_placed_and_the_remarks(
    doubtful: Path, tmp_path: Path
) -> None:
    path = tmp_path / "out.json"
    run(doubtful, "--year", 2024, "--json", path)
    result = json.loads(path.read_text(encoding="utf-8"))
    assert [
        (code["place"], code["code"], code["status"], code["looks_like"])
        for code in result["unplaced_codes"]
    ] == [
        ("row 5", "5-83z.9", "unknown", ""),
        ("row 6", "81.08", "wrong_system", "ICD9CM3"),
    ]
    assert len(result["remarks"]) == 2


def test_warning_shows_twenty_points_and_json_all(tmp_path: Path) -> None:
    path, data = tmp_path / "long.csv", tmp_path / "out.json"
    rows = "".join(f"5-83z.{number};{100 - number}\n" for number in range(10, 33))
    path.write_text(LIST + rows, encoding="utf-8")
    told = outputs(path, "--year", 2024, "--json", data)[1]
    assert told.count("row ") == 20
    assert "  and 3 more\n" in told
    assert "5-83z.29" in told
    assert "5-83z.30" not in told
    assert len(json.loads(data.read_text(encoding="utf-8"))["unplaced_codes"]) == 23


def test_file_without_doubts_gives_no_warning() -> None:
    assert outputs(REPORT)[1] == ""


def test_warning_is_in_the_language_asked_for(doubtful: Path) -> None:
    assert "Zeile 9" in outputs(doubtful, "--year", 2024, "--language", "de")[1]


def test_cut_list_leaves_the_upper_end_open(tmp_path: Path) -> None:
    path, data = tmp_path / "codes.csv", tmp_path / "out.json"
    path.write_text(LIST, encoding="utf-8")
    ends = []
    for option in ((), ("--incomplete",)):
        run(path, "--year", 2024, "--json", data, *option)
        result = json.loads(data.read_text(encoding="utf-8"))
        row = next(m for m in result["measures"] if m["id"] == "foundation_spine_operations")
        ends.append((row["low"], row["high"]))
    assert ends == [(120, 150), (120, None)]


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


@pytest.mark.parametrize("key", ["1700", "HA1700"])
def test_department_can_be_named_by_its_key_in_the_official_list(key: str) -> None:
    assert run(REPORT, "--department", key) == run(REPORT)


def test_choices_have_the_official_keys_and_their_spine_codes() -> None:
    assert re.search(r"--department \S+ .* 1700 \(\d+\)", refused(REPORT, "--department", "no"))


def test_unknown_benchmark_is_refused_with_those_on_file() -> None:
    assert "german-three-pillar 1.0" in refused(REPORT, "--benchmark", "unheard-of")


def test_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert "nowhere" in refused(REPORT, "--pdf", tmp_path / "nowhere" / "out.pdf")


def test_departments_with_the_same_key_are_told_with_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "999999999-99-2019-xml.xml"
    path.write_text(report_xml(department_xml("Haupthaus"), department_xml("Nebenhaus")))
    with pytest.raises(CommandError) as caught:
        run(path, "--department", "HA1700")
    text = str(caught.value)
    assert "Several departments with the key HA1700 operate on the spine. Choose one:" in text
    assert "--department 2  Nebenhaus 1700 (1)" in text
    assert run(path, "--department", 2) == run(path, "--department", "1")
