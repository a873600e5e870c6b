"""Quality reports of several years in one upload: several XML files, or a ZIP of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from assessments.import_records.code_list_contents import ListedDepartment
from assessments.import_records.listings import ParsedFile
from assessments.import_records.problems import Place, Problem, UnreadableFile, raise_all, refuse
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.files.archives import open_archive
from assessments.imports.files.limits import Limits, current_limits
from assessments.imports.files.recognition import file_format
from assessments.imports.files.source_files import BROKEN, SourceFile, is_system_file, unpacked

# The outermost element of the files of quality indicators that are published beside each report.
_INDICATORS = "Datengestuetzte_Qualitaetssicherung"
# How many bytes of each member of an archive are read to see whether it is a report.
_HEAD = 512
_SHOWN_FILES = 5

K = TypeVar("K", bound=Hashable)


def holds_reports(files: Sequence[SourceFile], limits: Limits | None = None) -> bool:
    """Whether an XML is among several files or in an archive; a file by itself is no set."""
    limits = limits or current_limits()
    try:
        heads = list(_heads(files, limits))
    except BROKEN:
        return False
    is_set = len(files) > 1 or files[0].data.startswith(b"PK")
    return is_set and any(_is_xml(name, head) for name, head in heads)


def is_report(files: Sequence[SourceFile]) -> bool:
    """Whether it is one XML file by itself."""
    return len(files) == 1 and _is_xml(files[0].name, files[0].data)


def read_reports(
    files: Sequence[SourceFile], limits: Limits | None = None
) -> tuple[ParsedFile, ...]:
    """The reports by year, the earliest first; those whose name says no year come last.

    Files of quality indicators beside a report are left out, and the first report says so.

    Raises `UnreadableFile`, and nothing else, with the problems of all files: one that cannot be
    read, one that is no report, the same year or the same file twice.
    """
    limits = limits or current_limits()
    sources = unpacked(files, limits)
    others = [file.name for file in sources if not _is_xml(file.name, file.data)]
    if others:
        reports = [file.name for file in sources if file.name not in others]
        raise refuse("mixed_files", reports=_names(reports), others=_names(others))
    if len(sources) > limits.reports:
        raise refuse("too_many_reports", limit=limits.reports)
    found: list[ParsedFile] = []
    problems: list[Problem] = []
    left_out: list[Problem] = []
    for file in sources:
        try:
            found.append(read_file(file.data, file.name, limits=limits))
        except UnreadableFile as error:
            if _holds_indicators(error):
                left_out.append(Problem("indicators_left_out", Place(file=file.name)))
            else:
                problems += error.of_file(file.name)
    if not found and not problems:
        raise refuse("only_indicators")
    problems += _duplicates(found)
    if len(found) > 1:
        problems += [
            Problem("report_without_year", Place(file=one.name))
            for one in found
            if one.year is None
        ]
    raise_all(problems, limits.case_problems)
    ordered = sorted(found, key=lambda one: (one.year is None, one.year or 0))
    first = replace(ordered[0], remarks=(*ordered[0].remarks, *left_out))
    return first, *ordered[1:]


def _holds_indicators(error: UnreadableFile) -> bool:
    (problem, *others) = error.problems
    return not others and problem.values.get("root") == _INDICATORS


def _heads(files: Sequence[SourceFile], limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Name and beginning of every file; of an archive those of its members; no workbooks."""
    for file in files:
        if not file.data.startswith(b"PK"):
            yield file.name, file.data[:_HEAD]
            continue
        with open_archive(file.data) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            is_workbook = any(one.filename == "xl/workbook.xml" for one in members)
            if is_workbook or len(members) > limits.zip_members:
                continue
            for one in members:
                if not is_system_file(one.filename):
                    with archive.open(one) as content:
                        yield one.filename, content.read(_HEAD)


def _is_xml(name: str, data: bytes) -> bool:
    try:
        return file_format(data, name) == "xml"
    except UnreadableFile as error:
        # A file named .xml that is something else counts as a report, and the reader of reports
        # refuses it.
        return error.problems[0].kind == "not_xml"


def _duplicates(reports: Sequence[ParsedFile]) -> Iterator[Problem]:
    """The same file twice, or two reports for one year."""
    digests: dict[str, str] = {}
    years: dict[int, str] = {}
    for one in reports:
        if one.digest in digests:
            yield Problem("report_twice", Place(file=one.name), {"other": digests[one.digest]})
        elif one.year in years:
            values = {"year": one.year, "other": years[one.year]}
            yield Problem("year_twice", Place(file=one.name), values)
        digests.setdefault(one.digest, one.name)
        if one.year is not None:
            years.setdefault(one.year, one.name)


def _names(names: Sequence[str]) -> str:
    more = ["…"] if len(names) > _SHOWN_FILES else []
    return ", ".join([*names[:_SHOWN_FILES], *more])


@dataclass(frozen=True)
class SameDepartment(Generic[K]):
    """One department of the hospital in the reports of several years.

    `name` is that of the last report that lists it, `spine_codes` the sum over all. `keys` has its
    key in each report by the report's id; a report that does not list it is not among them.
    """

    name: str
    specialty_keys: tuple[str, ...]
    spine_codes: int
    keys: Mapping[K, str]


def same_departments(
    reports: Mapping[K, Sequence[ListedDepartment]],
) -> tuple[SameDepartment[K], ...]:
    """Which departments of several reports are the same one, that with the most codes first.

    `reports`: the departments to choose from by the id of their report, in the order of years.
    Departments are told by their specialty keys, because names change; by their name as well where
    a report has two of the same keys or none.
    """
    unclear = {keys for found in reports.values() for keys in _repeated(found)}
    together: dict[Hashable, list[tuple[K, ListedDepartment]]] = defaultdict(list)
    for report, found in reports.items():
        for choice in found:
            together[_identity(choice, unclear)].append((report, choice))
    departments = [
        SameDepartment(
            name=listed[-1][1].name,
            specialty_keys=_keys(listed[-1][1]),
            spine_codes=sum(choice.spine_codes for _report, choice in listed),
            keys={report: choice.key for report, choice in listed},
        )
        for listed in together.values()
    ]
    return tuple(sorted(departments, key=lambda one: (-one.spine_codes, one.name)))


def _identity(choice: ListedDepartment, unclear: set[tuple[str, ...]]) -> Hashable:
    keys = _keys(choice)
    if keys and keys not in unclear:
        return keys
    return keys, "".join(sign for sign in choice.name.casefold() if sign.isalnum())


def _keys(choice: ListedDepartment) -> tuple[str, ...]:
    return tuple(sorted(choice.specialty_keys))


def _repeated(choices: Sequence[ListedDepartment]) -> set[tuple[str, ...]]:
    keys = [_keys(choice) for choice in choices]
    return {one for one in keys if keys.count(one) > 1}
