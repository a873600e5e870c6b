"""Operations of a department from hospital files, for scripts: `manage.py import_volumes FILE...`.

Recognises, counts and confirms as the import page does. Exit code 0: everything was taken; 1:
nothing was, and it is said why; 2: the import is confirmed, but something in the files could not be
counted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.imports import UnreadableFile, current_limits, read_file, refuse
from assessments.imports.case_columns import HEADINGS
from assessments.imports.case_formats import SourceFile, is_case_list
from assessments.imports.contents_of_case_lists import CaseListDetails
from assessments.imports.report_set import holds_reports
from assessments.management.import_preview import Data, preview_data, refusal_data
from assessments.management.report_sets import import_reports
from assessments.models import ColumnAssignment, Department, ImportBatch, User
from assessments.models.choices import ImportKind
from assessments.services import case_imports, column_assignments, imports
from assessments.services.import_errors import ImportRefused
from assessments.sheets.problems import problems_workbook

REFUSED, IN_PART = 1, 2
CASE_FORMATS = ("german_p21", "hqms", "hqms_p", "n041", "template")
FORMATS = (*CASE_FORMATS, ImportKind.QUALITY_REPORT.value, ImportKind.CODE_LIST.value)


class Command(BaseCommand):
    help = "Import operations from case lists, quality reports or code lists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, help="the files of one import, or a ZIP")
        parser.add_argument(
            "--department", required=True, help="UUID, or hospital and name as in hospital-name"
        )
        parser.add_argument("--year", type=int, help="take only this year")
        parser.add_argument("--format", choices=FORMATS, help="refuse files of any other format")
        parser.add_argument("--system", default="", help="code system, such as OPS")
        parser.add_argument(
            "--fab",
            action="append",
            default=[],
            metavar="KEY",
            help="key of the department in the files, as in 1700; may be repeated",
        )
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="WHAT=NAME",
            help=f"which column holds what; may be repeated. WHAT is one of {', '.join(HEADINGS)}",
        )
        parser.add_argument(
            "--user", help="who imports, by user name; needed with several administrators"
        )
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only preview")
        parser.add_argument("--json", type=Path, help="write the preview as JSON")
        parser.add_argument(
            "--problems", type=Path, help="write all problems of refused files as XLSX"
        )
        parser.add_argument(
            "--language", default="en", choices=[code for code, _name in settings.LANGUAGES]
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line; problems and what was not taken go to the error output."""
        with override(options["language"]):
            user = _user(options["user"])
            department = _department(user, options["department"])
            sources = [_source(path) for path in options["files"]]
            try:
                data, line = _import(user, department, sources, options)
            except UnreadableFile as error:
                _write_json(options["json"], refusal_data(error))
                if options["problems"]:
                    _write(options["problems"], problems_workbook(error))
                shown = error.shown(current_limits().case_problems_shown)
                raise CommandError(str(shown), returncode=REFUSED) from error
            except ImportRefused as error:
                raise CommandError(str(error), returncode=REFUSED) from error
            except PermissionDenied as error:
                text = _("%(user)s may not record in this department.") % {"user": user.username}
                raise CommandError(text, returncode=REFUSED) from error
            _write_json(options["json"], data)
            self.stdout.write(line)
            missing = {name: count for name, count in data["not_taken"].items() if count}
            if missing:
                raise CommandError(_in_part(data, missing), returncode=IN_PART)


def _import(
    user: User, department: Department, sources: Sequence[SourceFile], options: dict[str, Any]
) -> tuple[Data, str]:
    """The preview and its line, after confirming; of a dry run nothing stays."""
    if options["format"] in (None, ImportKind.QUALITY_REPORT) and holds_reports(sources):
        return import_reports(user, department, sources, options)
    with transaction.atomic():
        batch = _proposed(user, department, sources, options)
        is_cases = batch.kind == ImportKind.CASE_LIST
        found = CaseListDetails.read(batch).format if is_cases else batch.kind
        if options["format"] not in (None, found):
            raise refuse("other_format", found=found, wanted=options["format"])
        data = preview_data(batch)
        if options["dry_run"]:
            transaction.set_rollback(True)
            data["status"], done = "dry_run", _("nothing was changed")
        else:
            service = case_imports if is_cases else imports
            batch = service.confirm(user=user, batch=batch)
            data["status"], done = "confirmed", _("confirmed")
    years = ", ".join(str(year) for year in data["years_taken"])
    return data, f"{department}, {years} | {found} | {data.get('headline', '')} | {done}"


def _proposed(
    user: User, department: Department, sources: Sequence[SourceFile], options: dict[str, Any]
) -> ImportBatch:
    given, keys = options["format"], options["fab"]
    assignment = _assignment(user, department, sources, options["column"])
    is_cases = given in CASE_FORMATS or assignment is not None
    if is_cases or (given is None and is_case_list(sources)):
        batch = case_imports.propose(
            user=user,
            department=department,
            files=sources,
            system=options["system"],
            year=options["year"],
            assignment=assignment,
        )
        return _restricted(user, batch, keys, options["year"]) if keys else batch
    if len(sources) > 1:
        raise CommandError(_("Lists of codes are imported one at a time."))
    parsed = read_file(sources[0].data, sources[0].name, system=options["system"])
    return imports.propose(
        user=user,
        department=department,
        parsed=parsed,
        year=options["year"],
        listing=keys[0] if keys else "",
    )


def _assignment(
    user: User, department: Department, sources: Sequence[SourceFile], given: Sequence[str]
) -> ColumnAssignment | None:
    """The columns that were given, which are not remembered, else those that are.

    What is not given is found by its name.
    """
    if not given:
        return column_assignments.remembered(department.hospital, sources)
    columns = {}
    for text in given:
        what, equals, name = text.partition("=")
        if what not in HEADINGS or not equals:
            raise CommandError(
                _("--column %(text)s: write WHAT=NAME, with WHAT one of %(names)s.")
                % {"text": text, "names": ", ".join(HEADINGS)}
            )
        columns[what] = name
    return ColumnAssignment(
        hospital=department.hospital,
        columns=columns,
        changed_by=user,
        changed_at=timezone.now(),
    )


def _restricted(
    user: User, batch: ImportBatch, keys: Sequence[str], year: int | None
) -> ImportBatch:
    """Take only these departments of the file, in all their years unless one was given."""
    listed = preview_data(batch)
    absent = [key for key in keys if key not in listed["departments"]]
    if absent:
        raise refuse("unknown_fab", keys=", ".join(absent), found=", ".join(listed["departments"]))
    return case_imports.choose(
        user=user,
        batch=batch,
        departments=keys,
        years=listed["years"] if year is None else [year],
        surgeons={},
    )


def _user(name: str | None) -> User:
    active = User.objects.filter(is_active=True)
    if name is not None:
        found = active.filter(username=name).first()
        if found is None:
            raise CommandError(_("There is no active user %(name)s.") % {"name": name})
        return found
    administrators = list(active.filter(is_superuser=True)[:2])
    if len(administrators) != 1:
        raise CommandError(_("Say with --user who imports."))
    return administrators[0]


def _department(user: User, wanted: str) -> Department:
    """The department by its UUID or by hospital and name, as far as the user may see it."""
    visible = Department.objects.visible_to(user).select_related("hospital")
    try:
        found = list(visible.filter(pk=UUID(wanted)))
    except ValueError:
        found = [one for one in visible if wanted in _slugs(one)]
    if len(found) == 1:
        return found[0]
    choices = "\n".join(f"  --department {one.pk}  {one}" for one in found or visible)
    text = _("Several departments are called so. Choose one:") if found else _("Unknown:")
    raise CommandError(f"{text} {wanted}\n{choices}")


def _slugs(department: Department) -> tuple[str, str]:
    whole = f"{department.hospital.name} {department.name}"
    return slugify(whole, allow_unicode=True), slugify(department.name, allow_unicode=True)


def _source(path: Path) -> SourceFile:
    try:
        return SourceFile(path.name, path.read_bytes())
    except OSError as error:
        raise CommandError(_cannot(error, path)) from error


def _in_part(data: Data, missing: dict[str, int]) -> str:
    texts = {
        "tables": _("%(count)d tables or sheets were left out"),
        "operations_without_day": _("%(count)d operations have no day"),
        "codes": _("%(count)d codes are unknown or of another system"),
    }
    parts = "; ".join(texts[name] % {"count": count} for name, count in missing.items())
    remarks = [" ".join((one["file"], one["message"], one["remedy"])) for one in data["remarks"]]
    return "\n".join([_("Not everything was taken: %(parts)s.") % {"parts": parts}, *remarks])


def _write_json(path: Path | None, data: Data) -> None:
    if path is not None:
        _write(path, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode())


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(_cannot(error, path)) from error


def _cannot(error: OSError, path: Path) -> str:
    return _("%(path)s: %(reason)s.") % {"path": path, "reason": error.strerror or error}
