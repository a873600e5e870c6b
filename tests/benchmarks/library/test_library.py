"""Finding, loading and checking the benchmarks on file."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from benchmarks import library
from benchmarks.library import BenchmarkKey, BrokenDefinition, Finding, UnknownBenchmark
from benchmarks.library.definition import Benchmark

DATA = Path(__file__).parents[2] / "data"
SMALL = (DATA / "small_definition.toml").read_text(encoding="utf-8")
ON = date(2026, 3, 1)
PUBLISHED = [
    pytest.param(library.load(*key), id=f"{key.id}-{key.version}")
    for key in library.versions()
    if library.load(*key).status == "published"
]


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, "small/1.0.toml", SMALL)
    return tmp_path


def errors(folder: Path) -> list[tuple[str, str]]:
    findings = library.check(ON, folder)
    return [(finding.place, finding.message) for finding in findings if finding.kind == "error"]


def warnings(folder: Path, on: date = ON) -> list[tuple[str, str]]:
    findings = library.check(on, folder)
    return [(finding.place, finding.message) for finding in findings if finding.kind == "warning"]


# ------------------------------------------------------------------------ what is on file


def test_the_four_benchmarks_are_on_file() -> None:
    assert library.versions() == (
        BenchmarkKey("de-lg28", "1.0"),
        BenchmarkKey("dwg-reported", "1.0"),
        BenchmarkKey("german-three-pillar", "1.0"),
        BenchmarkKey("us-acss", "1.0"),
    )
    assert library.DEFAULT_ID == "german-three-pillar"


def test_nothing_is_found_wrong_on_the_day_of_review() -> None:
    assert library.check(date(2026, 11, 24)) == []


@pytest.mark.parametrize("benchmark", PUBLISHED)
def test_every_threshold_says_where_its_value_stands(benchmark: Benchmark) -> None:
    for measure in benchmark.measures:
        for threshold in measure.thresholds:
            reference = benchmark.reference_by_id[threshold.source]
            assert threshold.place.strip(), measure.id
            assert (threshold.grade == "C") == (reference.id == "assumption"), measure.id


@pytest.mark.parametrize("benchmark", PUBLISHED)
def test_every_assumption_says_what_it_leans_on(benchmark: Benchmark) -> None:
    for measure in benchmark.measures:
        for threshold in measure.thresholds:
            assert threshold.grade != "C" or threshold.note, f"{measure.id} {threshold.level}"


@pytest.mark.parametrize("benchmark", PUBLISHED)
def test_the_texts_of_both_languages_are_whole(benchmark: Benchmark) -> None:
    for language in library.LANGUAGES:
        translated = library.load(benchmark.id, benchmark.version, language)
        assert translated.title != benchmark.title
        for measure, english in zip(translated.measures, benchmark.measures, strict=True):
            assert measure.sentence != english.sentence
            assert measure.thresholds == english.thresholds


@pytest.mark.parametrize("benchmark", PUBLISHED)
def test_chinese_sentences_use_chinese_punctuation(benchmark: Benchmark) -> None:
    path = library.DEFINITIONS / benchmark.id / f"{benchmark.version}.zh-hans.toml"

    assert not re.findall("[\u4e00-\u9fff][,;:()]", path.read_text(encoding="utf-8"))


# --------------------------------------------------------------------------- find and load


def test_version_ten_comes_after_version_nine(folder: Path) -> None:
    put(folder, "small/1.10.toml", SMALL.replace('version = "1.0"', 'version = "1.10"', 1))
    put(folder, "small/1.9.toml", SMALL.replace('version = "1.0"', 'version = "1.9"', 1))

    assert [key.version for key in library.versions(folder)] == ["1.0", "1.9", "1.10"]
    assert library.latest("small", folder).version == "1.10"
    assert library.load("small", folder=folder).version == "1.10"


def test_a_version_is_read_once() -> None:
    assert library.load("german-three-pillar") is library.load("german-three-pillar", "1.0")


@pytest.mark.parametrize(("benchmark_id", "version"), [("large", None), ("small", "2.0")])
def test_an_unknown_benchmark_is_told_what_exists(
    folder: Path, benchmark_id: str, version: str | None
) -> None:
    with pytest.raises(UnknownBenchmark, match=r"On file: small 1\.0\."):
        library.load(benchmark_id, version, folder=folder)


def test_no_path_leads_out_of_the_definitions(folder: Path) -> None:
    with pytest.raises(UnknownBenchmark):
        library.load("../small", "1.0", folder=folder)


def test_the_digest_is_that_of_the_bytes_on_file(folder: Path) -> None:
    assert library.digest("small", "1.0", folder) == sha256(SMALL.encode()).hexdigest()


def test_a_file_saved_by_a_windows_editor_loads(folder: Path) -> None:
    text = SMALL.replace("Scoliosis.", "Skoliose und Größe.")
    (folder / "small" / "1.0.toml").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))

    assert library.load("small", folder=folder).domains[0].summary == "Skoliose und Größe."


def test_a_file_in_another_encoding_is_an_error(folder: Path) -> None:
    text = SMALL.replace("Scoliosis.", "Skoliose und Größe.")
    (folder / "small" / "1.0.toml").write_bytes(text.encode("cp1252"))

    assert errors(folder) == [("small/1.0.toml", "file: is not saved as UTF-8")]


# ----------------------------------------------------------------------------------- texts


def test_a_language_lies_over_the_english_and_leaves_the_rest(folder: Path) -> None:
    put(
        folder,
        "small/1.0.de.toml",
        'title = "Kleiner Katalog"\n'
        '[measures.def_operations]\nlabel = "Deformitätenoperationen"\n'
        '[inputs.def_operations]\nunit = "Operationen pro Jahr"\n',
    )

    german = library.load("small", "1.0", "de", folder)

    assert german.title == "Kleiner Katalog"
    assert german.measures[0].label == "Deformitätenoperationen"
    assert german.measures[0].sentence == "Deformity operations in the year."
    assert german.inputs[0].unit == "Operationen pro Jahr"
    assert (
        german.measures[0].thresholds == library.load("small", folder=folder).measures[0].thresholds
    )


@pytest.mark.parametrize("language", ["zh-hans", "fr", "../de"])
def test_a_language_without_texts_is_english(folder: Path, language: str) -> None:
    assert library.load("small", "1.0", language, folder).title == "Small benchmark"


def test_chinese_is_found_however_its_code_is_written() -> None:
    assert (
        library.load("german-three-pillar", language="zh-Hans").domains[0].label == "微创脊柱外科"
    )


def test_labels_of_choices_are_translated_and_keep_their_values() -> None:
    german = library.load("german-three-pillar", language="de").input_by_id["icu_access"]
    english = library.load("german-three-pillar").input_by_id["icu_access"]

    assert [option.value for option in german.options] == [0, 1, 2, 3]
    assert german.options[2].label != english.options[2].label


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ("[measures.mis]\nlabel = 'x'", "measures.mis: the benchmark has no such id"),
        ("[rungs.top]\nlabel = 'x'", "rungs.top: the benchmark has no such id"),
        (
            "[measures.def_operations]\nlable = 'x'",
            "measures.def_operations.lable: is not a known key; mend its spelling or remove it",
        ),
        (
            "[domains.DEF]\nlabel = ''",
            "domains.DEF.label: string should have at least 1 character, not ''",
        ),
        (
            "[inputs.def_operations]\noptions = ['ja']",
            "inputs.def_operations.options: 0 labels are needed, 1 are given",
        ),
        ("title = ?", "line 1, column 9: Invalid value"),
    ],
)
def test_a_text_file_that_does_not_fit_is_refused(folder: Path, texts: str, problem: str) -> None:
    put(folder, "small/1.0.de.toml", texts)

    with pytest.raises(BrokenDefinition) as caught:
        library.load("small", "1.0", "de", folder)
    assert caught.value.problems == [problem]
    assert errors(folder) == [("small/1.0.de.toml", problem)]


# ----------------------------------------------------------------------------------- check


def test_a_draft_without_texts_is_no_error(folder: Path) -> None:
    assert library.check(ON, folder) == [
        Finding(
            "warning",
            f"small/1.0.{language}.toml",
            "13 texts missing: title, summary, disclaimer …",
        )
        for language in ("de", "zh-hans")
    ]


def test_every_problem_of_every_broken_definition_is_an_error(folder: Path) -> None:
    put(
        folder,
        "small/1.1.toml",
        SMALL.replace('title = "Small benchmark"\n', "").replace("weight = 3", "weight = 30"),
    )
    put(folder, "small/1.2.toml", "id = ?")

    assert errors(folder) == [
        ("small/1.1.toml", "title: is missing"),
        (
            "small/1.1.toml",
            "measures[1] (def_operations).weight: input should be less than or equal to 10, not 30",
        ),
        ("small/1.2.toml", "line 1, column 6: Invalid value"),
    ]


def test_a_file_named_after_another_version_is_an_error(folder: Path) -> None:
    put(folder, "small/1.1.toml", SMALL)

    assert errors(folder) == [("small/1.1.toml", "declares small 1.0; name the file after it")]


def test_a_file_nobody_would_load_is_an_error(folder: Path) -> None:
    put(folder, "small/1.0.fr.toml", "")
    put(folder, "small/2.0.de.toml", "")
    put(folder, "small/draft.toml", "")

    assert errors(folder) == [
        ("small/1.0.fr.toml", "is neither a version nor its texts"),
        ("small/2.0.de.toml", "is neither a version nor its texts"),
        ("small/draft.toml", "is neither a version nor its texts"),
    ]


@pytest.mark.parametrize(
    ("on", "message"),
    [
        (date(2026, 11, 1), None),
        (date(2026, 11, 2), "review due on 2027-01-01"),
        (date(2027, 1, 1), "review due on 2027-01-01"),
        (date(2027, 1, 2), "review overdue since 2027-01-01"),
    ],
)
def test_a_review_is_announced_sixty_days_ahead(
    folder: Path, on: date, message: str | None
) -> None:
    expected = [] if message is None else [("small/1.0.toml", message)]

    assert [w for w in warnings(folder, on) if w[0] == "small/1.0.toml"] == expected


def test_a_retired_version_needs_no_review(folder: Path) -> None:
    put(folder, "small/1.0.toml", SMALL.replace('"draft"', '"retired"'))

    assert "small/1.0.toml" not in [place for place, _ in warnings(folder, date(2030, 1, 1))]


@pytest.fixture
def published(folder: Path) -> Path:
    put(folder, "small/1.0.toml", SMALL.replace('"draft"', '"published"'))
    put(folder, "published.toml", f'[small]\n"1.0" = "{library.digest("small", "1.0", folder)}"\n')
    return folder


def test_a_published_version_with_its_digest_is_right(published: Path) -> None:
    assert errors(published) == []


def test_a_published_version_that_was_changed_is_an_error(published: Path) -> None:
    text = SMALL.replace('"draft"', '"published"').replace("value = 30", "value = 25")
    put(published, "small/1.0.toml", text)

    message = "small 1.0 changed after publication; make a new version"
    assert errors(published) == [("published.toml", message)]


def test_a_published_version_without_digest_is_told_its_digest(published: Path) -> None:
    digest = library.digest("small", "1.0", published)
    put(published, "published.toml", "")

    assert errors(published) == [("published.toml", f'[small] lacks "1.0" = "{digest}"')]


def test_a_published_version_that_is_gone_is_an_error(published: Path) -> None:
    (published / "small" / "1.0.toml").unlink()

    message = "small 1.0 is listed but its file is gone"
    assert errors(published) == [("published.toml", message)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[small", "end of document: Expected ']' at the end of a table declaration"),
        ('small = "1.0"', "small: must be a table of digests"),
    ],
)
def test_an_unreadable_digest_list_is_an_error(folder: Path, text: str, problem: str) -> None:
    put(folder, "published.toml", text)

    assert errors(folder) == [("published.toml", problem)]
