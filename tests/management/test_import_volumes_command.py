"""`manage.py import_volumes`: from a hospital's files to records, without a browser."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from assessments.import_records.code_list_contents import CodeListEstimates
from assessments.imports.case_lists.reading.contents import CaseListDetails
from assessments.models import (
    ColumnAssignment,
    Department,
    ImportBatch,
    OutcomeRecord,
    ProcedureVolume,
    VolumeEstimate,
)
from assessments.models.choices import ImportStatus
from tests import factories as make
from tests.imports.case_lists.lists import HQMS, P21_FAB, P21_ICD, P21_OPS, TEMPLATE
from tests.imports.sample_files import ORTHOPAEDICS, department_xml, report_xml, reports_of

pytestmark = pytest.mark.django_db

REPORT = Path(__file__).parents[1] / "data" / "imports" / "999999999-99-2019-xml.xml"
CLEAN = TEMPLATE.replace(", 5-032.00", "")


@pytest.fixture
def department() -> Department:
    make.administrator(username="admin")
    return make.department(hospital=make.hospital(name="Klinikum Nord"), name="Wirbelsäule")


def run(*arguments: Any) -> str:
    output = io.StringIO()
    call_command("import_volumes", *map(str, arguments), stdout=output)
    return output.getvalue()


def refused(*arguments: Any, code: int = 1) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == code
    return str(caught.value)


def written(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def stored(department: Department) -> dict[tuple[int, str], int]:
    rows = ProcedureVolume.objects.filter(department=department).values("year", "pathology")
    return {
        (row["year"], row["pathology"]): row["total"]
        for row in rows.annotate(total=Sum("operations"))
    }


def test_case_list_is_confirmed_and_said_on_one_line(
    department: Department, tmp_path: Path
) -> None:
    line = run(*written(tmp_path, cases=CLEAN), "--department", department.pk)
    assert line.count("\n") == 1
    assert "2024 | template | 4 spine operations" in line
    assert stored(department) == {(2024, "DEG"): 2, (2024, "DEF"): 1, (2024, "TUM"): 1}
    assert OutcomeRecord.objects.filter(department=department).count() == 4
    assert str(ImportBatch.objects.get().confirmed_by) == "admin"


def test_german_data_set_is_restricted_to_the_department_key_and_the_year(
    department: Department, tmp_path: Path
) -> None:
    files = written(tmp_path, OPS=P21_OPS, ICD=P21_ICD, FAB=P21_FAB)
    run(*files, "--department", department.pk, "--fab", "1700")
    assert stored(department) == {(2024, "TUM"): 1}
    other = make.department(hospital=department.hospital)
    run(*files, "--department", other.pk, "--fab", "HA2316", "--year", 2023)
    assert stored(other) == {(2023, "DEG"): 1}


def test_unknown_department_key_is_refused_naming_those_of_the_files(
    department: Department, tmp_path: Path
) -> None:
    files = written(tmp_path, OPS=P21_OPS, ICD=P21_ICD, FAB=P21_FAB)
    text = refused(*files, "--department", department.pk, "--fab", "HA9999")
    assert "HA9999" in text
    assert "HA2316 (4), HA1700 (1)" in text
    assert not ImportBatch.objects.exists()


def test_dry_run_says_the_same_and_leaves_nothing(department: Department, tmp_path: Path) -> None:
    files, out = written(tmp_path, cases=CLEAN), tmp_path / "out.json"
    line = run(*files, "--department", department.pk, "--dry-run", "--json", out)
    assert "nothing was changed" in line
    assert not ImportBatch.objects.exists()
    assert stored(department) == {}
    dry = json.loads(out.read_text(encoding="utf-8"))
    run(*files, "--department", department.pk, "--json", out)
    done = json.loads(out.read_text(encoding="utf-8"))
    assert (dry.pop("status"), done.pop("status")) == ("dry_run", "confirmed")
    assert dry == done


def test_json_holds_the_preview(department: Department, tmp_path: Path) -> None:
    make.surgeon(department=department, code="S1")
    out = tmp_path / "out.json"
    run(*written(tmp_path, cases=CLEAN), "--department", department.pk, "--json", out)
    data = json.loads(out.read_text(encoding="utf-8"))
    assert (data["format"], data["recognised"], data["system"]) == (
        "import-preview",
        "template",
        "OPS",
    )
    assert (data["rows"], data["cases"], data["years_taken"]) == (4, 3, [2024])
    assert sum(row["operations"] for row in data["operations"]) == 4
    # S2 of the file is nobody of the department yet.
    assert data["by_surgeon"] == [
        {"surgeon": "", "operations": 2},
        {"surgeon": "S1", "operations": 2},
    ]
    assert {
        "year": 2024,
        "pillar": "DEF",
        "outcome": "any_complication",
        "cases": 1,
        "events": 1,
    } in data["outcomes"]
    assert not any(data["not_taken"].values())
    text = out.read_text(encoding="utf-8")
    assert "T1" not in text


def test_json_has_no_surgeon_by_the_name_in_the_file(
    department: Department, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    run(*written(tmp_path, page=HQMS), "--department", department.pk, "--json", out)
    assert "张三" not in out.read_text(encoding="utf-8")


def test_problems_are_said_with_their_places_and_written_as_json_and_workbook(
    department: Department, tmp_path: Path
) -> None:
    files = written(tmp_path, cases=CLEAN.replace("05.03.2024", "05.13.2024"))
    out, book = tmp_path / "out.json", tmp_path / "problems.xlsx"
    text = refused(*files, "--department", department.pk, "--json", out, "--problems", book)
    assert "cases.csv, row 2, column op_date: “05.13.2024” is not a day." in text
    data = json.loads(out.read_text(encoding="utf-8"))
    assert data["status"] == "refused"
    assert [(one["row"], one["column"]) for one in data["problems"]] == [(2, "op_date")]
    assert openpyxl.load_workbook(book).worksheets[0]["D2"].value == "op_date"
    assert not ImportBatch.objects.exists()


def test_no_more_than_two_hundred_problems_are_printed(
    department: Department, tmp_path: Path
) -> None:
    rows = "".join(f"{number};no day;5-831.0\n" for number in range(500))
    files = written(tmp_path, cases=f"case;date;procedures\n{rows}")
    text = refused(*files, "--department", department.pk)
    assert text.count("is not a day") == 200
    assert "and 300 more problems" in text


def test_exit_code_says_that_not_everything_was_taken(
    department: Department, tmp_path: Path
) -> None:
    files = written(tmp_path, cases=CLEAN, other="ward;beds\nA;20\n")
    text = refused(*files, "--department", department.pk, code=2)
    assert "1 table or sheet was left out" in text
    assert "other.csv" in text
    # What could be counted is confirmed nevertheless.
    assert stored(department) == {(2024, "DEG"): 2, (2024, "DEF"): 1, (2024, "TUM"): 1}


def test_codes_of_another_system_among_the_others_change_the_exit_code(
    department: Department, tmp_path: Path
) -> None:
    files = written(tmp_path, cases=CLEAN + "T9;05.03.2024;M51.1;;0SG00A0;;;;;\n")
    assert "1 code is unknown or of another system" in refused(
        *files, "--department", department.pk, code=2
    )


def test_same_files_twice_are_refused_the_second_time(
    department: Department, tmp_path: Path
) -> None:
    files = written(tmp_path, cases=CLEAN)
    run(*files, "--department", department.pk)
    before = stored(department)
    assert "imported" in refused(*files, "--department", department.pk)
    assert stored(department) == before


def test_other_format_than_the_one_asked_for_is_refused(
    department: Department, tmp_path: Path
) -> None:
    files = written(tmp_path, cases=CLEAN)
    text = refused(*files, "--department", department.pk, "--format", "german_p21")
    assert "format template, not german_p21" in text
    assert not ImportBatch.objects.exists()
    run(*files, "--department", department.pk, "--format", "template")


def test_quality_report_is_imported_too(department: Department) -> None:
    refused(REPORT, "--department", department.pk, "--format", "code_list")
    run(REPORT, "--department", department.pk, "--format", "quality_report")
    assert ImportBatch.objects.get().status == ImportStatus.CONFIRMED
    assert VolumeEstimate.objects.filter(department=department).exists()


def test_reports_of_several_years_are_imported_in_one_go(
    department: Department, tmp_path: Path
) -> None:
    paths, out = [], tmp_path / "out.json"
    for source in reports_of(2018, 2019):
        paths.append(tmp_path / source.name)
        paths[-1].write_bytes(source.data)
    command = (*paths, "--department", department.pk, "--json", out)
    both = r"2: Orthopädie 2300 \(4\); 1: Neurochirurgie 2019 1700 \(2\)"
    assert re.search(
        f"Several departments of the report have spine codes: {both}", refused(*command)
    )
    assert re.search(f"No department 3600 .*{both}", refused(*command, "--fab", "3600"))
    assert "Leave the year empty" in refused(*command, "--fab", "1700", "--year", 2019)
    line = run(*command, "--fab", "1700", "--dry-run")
    assert "2018–2019 | quality_report | Spine operations, estimated: 121; 122 | nothing" in line
    assert not ImportBatch.objects.exists()
    data = json.loads(out.read_text(encoding="utf-8"))
    assert (data["status"], data["years_taken"]) == ("dry_run", [2018, 2019])
    assert [one["operations_estimated"]["spine"]["low"] for one in data["reports"]] == [121, 122]

    assert "| confirmed" in run(*command, "--fab", "1700")
    spine = VolumeEstimate.objects.filter(category="spine").order_by("year")
    assert list(spine.values_list("year", "low")) == [(2018, 121), (2019, 122)]
    paths[0].write_bytes(paths[1].read_bytes())
    assert "This is the same file as" in refused(*command)


def test_department_may_be_named_by_hospital_and_name(
    department: Department, tmp_path: Path
) -> None:
    files = written(tmp_path, cases=CLEAN)
    line = run(*files, "--department", "klinikum-nord-wirbelsäule", "--dry-run")
    assert "Wirbelsäule" in line
    twin = make.department(hospital=make.hospital(), name="Wirbelsäule")
    text = refused(*files, "--department", "wirbelsäule")
    assert str(twin.pk) in text
    assert "Unknown" in refused(*files, "--department", "nowhere")


def test_user_is_named_where_several_administrators_could_be_meant(
    department: Department, tmp_path: Path
) -> None:
    make.administrator(username="other")
    files = written(tmp_path, cases=CLEAN)
    assert "--user" in refused(*files, "--department", department.pk)
    assert "nobody" in refused(*files, "--department", department.pk, "--user", "nobody")
    run(*files, "--department", department.pk, "--user", "other")


def test_user_who_may_only_look_cannot_import(department: Department, tmp_path: Path) -> None:
    consultant = make.user(username="reader")
    make.membership(user=consultant, role="consultant", of=department)
    files = written(tmp_path, cases=CLEAN)
    text = refused(*files, "--department", department.pk, "--user", "reader")
    assert "reader may not record" in text
    assert not ImportBatch.objects.exists()


def test_file_that_is_not_there_is_named(department: Department, tmp_path: Path) -> None:
    assert "absent.csv" in refused(tmp_path / "absent.csv", "--department", department.pk)


def test_columns_are_named_or_remembered_from_the_page(
    department: Department, tmp_path: Path
) -> None:
    files = written(tmp_path, cases="Akte;Tag;Ziffern\nT1;2024-03-05;5-831.0\n")
    named = [f"--column={text}" for text in ("case=Akte", "date=Tag", "codes=Ziffern")]
    asked = (*files, "--department", department.pk)
    text = refused(*asked)
    assert "the columns Akte, Tag, Ziffern; not recognised: case, date, codes" in text
    assert "--column case=Akte" in text
    assert "date, codes not found" in refused(*asked, named[0], "--column=date=Wann")
    assert "WHAT=NAME" in refused(*asked, "--column", "Akte")
    assert "WHAT=NAME" in refused(*asked, "--column", "patient=Akte")
    run(*asked, *named, "--dry-run")
    assert not ColumnAssignment.objects.exists()
    make.column_assignment(hospital=department.hospital)
    run(*asked)
    assert stored(department) == {(2024, "DEG"): 1}
    columns = CaseListDetails.read(ImportBatch.objects.get()).columns
    assert columns is not None
    assert columns.names["codes"] == "Ziffern"


def test_one_report_is_restricted_by_the_same_keys_as_several(
    department: Department, tmp_path: Path
) -> None:
    (source,) = reports_of(2019)
    path = tmp_path / source.name
    path.write_bytes(source.data)
    named = (path, "--department", department.pk)
    both = r"2: Orthopädie 2300 \(2\); 1: Neurochirurgie 2019 1700 \(1\)"
    assert re.search(both, refused(*named))
    assert re.search(both, refused(*named, "--fab", "3600"))
    for key in ("HA1700", "1700", "1"):
        run(*named, "--fab", key, "--dry-run", "--json", tmp_path / f"{key}.json")
    same = {(tmp_path / f"{key}.json").read_text() for key in ("HA1700", "1700", "1")}
    assert len(same) == 1
    run(*named, "--fab", "HA1700")
    assert CodeListEstimates.read(ImportBatch.objects.get()).listing == "1"


def test_department_of_reports_is_never_guessed(department: Department, tmp_path: Path) -> None:
    other = department_xml("Orthopädie", "2300", procedures=ORTHOPAEDICS)
    twice = report_xml(department_xml("Belegabteilung"), department_xml("Hauptabteilung"))
    first, second = tmp_path / "999999999-99-2018-xml.xml", tmp_path / "999999999-99-2019-xml.xml"
    first.write_text(report_xml(other), encoding="utf-8")
    second.write_text(twice, encoding="utf-8")
    asked = ("--department", department.pk)
    text = refused(second, *asked, "--fab", "1700")
    assert re.search(r"called 1700: .*1: Belegabteilung 1700 \(1\)", text)
    assert "by its number" in text
    # Each report has one department to choose, and they are not the same.
    second.write_text(report_xml(), encoding="utf-8")
    assert "Several departments" in refused(first, second, *asked)
    text = refused(first, second, *asked, "--fab", "1700")
    assert "The report of 2018 lists no spine code of the department Neurochirurgie" in text
    run(first, second, *asked, "--fab", "1700", "--years", "2019")
    assert [batch.year for batch in ImportBatch.objects.filter(status="confirmed")] == [2019]


def test_report_of_all_sites_with_outpatients_is_estimated_and_told(
    department: Department, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # 12 known and two sites with 1 to 3 each; 9 of outpatients stay out.
    joined = (
        "<Anzahl_Gesamtbericht_mit_Datenschutz><Anzahl>12</Anzahl>"
        "<Anzahl_FA_Datenschutz>2</Anzahl_FA_Datenschutz></Anzahl_Gesamtbericht_mit_Datenschutz>"
    )
    text = department_xml(procedures=[("5-831.0", "77")]).replace("<Anzahl>77</Anzahl>", joined)
    outpatient = (
        "<Ambulante_Operationen><Verpflichtende_Angabe><Ambulante_Operation><OPS_301>5-831.0"
        "</OPS_301><Anzahl>9</Anzahl></Ambulante_Operation></Verpflichtende_Angabe>"
        "</Ambulante_Operationen></Organisationseinheit_Fachabteilung>"
    )
    text = text.replace("</Organisationseinheit_Fachabteilung>", outpatient)
    path, out = tmp_path / "999999999-999999000-2023-xml (1).xml", tmp_path / "out.json"
    path.write_text(report_xml(text), encoding="utf-8")
    run(path, "--department", department.pk, "--json", out)
    data = json.loads(out.read_text(encoding="utf-8"))
    spine = data["operations_estimated"]["spine"]
    assert (data["years_taken"], spine["low"], spine["high"]) == ([2023], 14, 18)
    assert "not counted: 9, of the department Neurochirurgie" in capsys.readouterr().err


def test_lists_of_codes_are_taken_one_at_a_time(department: Department, tmp_path: Path) -> None:
    files = written(tmp_path, a="code;count\n5-831.0;120\n", b="code;count\n5-831.0;90\n")
    named = (*files, "--department", department.pk, "--year", 2024, "--format", "code_list")
    assert "one at a time" in refused(*named)
    run(files[0], *named[2:])
    assert ImportBatch.objects.get().kind == "code_list"
