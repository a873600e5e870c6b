"""Operations of a department from hospital files, for scripts: `manage.py import_volumes FILE...`.

Recognises, counts and confirms as the import page does. Exit code 0: everything was imported; 1:
nothing was imported, and the error output says why; 2: the import is confirmed, but something in
the files could not be counted.
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
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from assessments.import_records.problems import UnreadableFile, refuse
from assessments.imports.batches.presenters.data import Data, refusal_data
from assessments.imports.batches.presenters.problems_workbook import problems_workbook
from assessments.imports.batches.services.kind import Upload
from assessments.imports.batches.services.refusals import ImportRefused
from assessments.imports.case_lists.reading.column_names import HEADINGS, NEEDED
from assessments.imports.case_lists.reading.heads import can_be_assigned, column_choices
from assessments.imports.files.limits import current_limits
from assessments.imports.files.source_files import SourceFile
from assessments.imports.kinds import services as kinds
from assessments.imports.kinds.presenters import page_of
from assessments.models import Department, User

REFUSED, IN_PART = 1, 2
# The most columns of a file that a refusal names.
MOST_NAMED = 40
FORMATS = tuple(name for kind in kinds.KINDS for name in kinds.formats_of(kind))


class Command(BaseCommand):
    help = "Import case lists, quality reports, lists of codes or profile workbooks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, help="the files of one import, or a ZIP")
        parser.add_argument(
            "--department", required=True, help="UUID, or hospital and name as in hospital-name"
        )
        parser.add_argument("--year", type=int, help="take only this year")
        parser.add_argument(
            "--years",
            type=_years,
            action="extend",
            default=[],
            metavar="YEARS",
            help="take only these years, as in 2023,2024 or 2022-2024; a year that is named is "
            "taken even if the files hold few of its operations, or far fewer than are recorded",
        )
        parser.add_argument(
            "--accept-incomplete",
            action="store_true",
            help="import although many operations lack a main diagnosis",
        )
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
        """Print one line; problems and what was not imported go to the error output."""
        with override(options["language"]):
            user = _user(options["user"])
            department = _department(user, options["department"])
            sources = [_source(path) for path in options["files"]]
            try:
                data, line = _import(user, department, sources, options)
            except UnreadableFile as error:
                told = error if options["column"] else _with_columns(error, sources)
                _write_json(options["json"], refusal_data(told))
                if options["problems"]:
                    _write(options["problems"], problems_workbook(told))
                shown = told.shown(current_limits().case_problems_shown)
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
            for remark in _remarks(data):
                self.stderr.write(remark, self.style.WARNING)


def _import(
    user: User, department: Department, sources: Sequence[SourceFile], options: dict[str, Any]
) -> tuple[Data, str]:
    """Import the files; return the preview and the line to print. A dry run is rolled back."""
    wanted = options["format"] or ""
    upload = Upload(
        files=sources,
        system=options["system"],
        year=options["year"],
        columns=_columns(options["column"]) or None,
    )
    with transaction.atomic():
        batches = kinds.propose(user=user, department=department, upload=upload, wanted=wanted)
        recognised = kinds.format_of(batches[0])
        if wanted not in ("", recognised):
            raise refuse("other_format", found=recognised, wanted=wanted)
        years = [*options["years"], *([options["year"]] if options["year"] else [])]
        kind = kinds.kind_of(batches[0])
        batches = kind.restrict(user=user, batches=batches, departments=options["fab"], years=years)
        if not options["accept_incomplete"]:
            for batch in batches:
                if reason := kind.incomplete(batch):
                    raise refuse("incomplete", reason=reason)
        page = page_of(batches[0])
        data, line = page.data(batches), page.line(batches)
        if options["dry_run"]:
            transaction.set_rollback(True)
            data["status"], done = "dry_run", _("nothing was changed")
        else:
            kinds.confirm(user=user, batches=batches, smaller=years)
            data["status"], done = "confirmed", _("confirmed")
    subject = f"{department}, {line.years}" if line.years else str(department)
    return data, f"{subject} | {recognised} | {line.found} | {done}"


def _columns(given: Sequence[str]) -> dict[str, str]:
    """The values of --column, by key of `HEADINGS`; they are not remembered for later imports."""
    columns = {}
    for text in given:
        what, equals, name = text.partition("=")
        if what not in HEADINGS or not equals:
            raise CommandError(
                _("--column %(text)s: write WHAT=NAME, with WHAT one of %(names)s.")
                % {"text": text, "names": ", ".join(HEADINGS)}
            )
        columns[what] = name
    return columns


def _with_columns(error: UnreadableFile, sources: Sequence[SourceFile]) -> UnreadableFile:
    """The refusal; where only columns are not recognised, with their names and --column."""
    if not can_be_assigned(sources, error):
        return error
    choices = column_choices(sources)
    names = [one.name for one in choices.single]
    missing = [what for what in NEEDED if what not in choices.recognised]
    return refuse(
        "columns_for_command",
        error.problems[0].place,
        found_keys=", ".join([*names[:MOST_NAMED], *(["…"] if len(names) > MOST_NAMED else [])]),
        missing=", ".join(missing),
        example=f"{missing[0] if missing else NEEDED[0]}={names[0]}",
    )


def _years(text: str) -> list[int]:
    """2023,2024 and 2022-2024 as years; a ValueError is a usage error."""
    years: list[int] = []
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        years += range(int(first), int(last or first) + 1)
    return years


def _user(name: str | None) -> User:
    active = User.objects.filter(is_active=True)
    if name is not None:
        user = active.filter(username=name).first()
        if user is None:
            raise CommandError(_("There is no active user %(name)s.") % {"name": name})
        return user
    administrators = list(active.filter(is_superuser=True)[:2])
    if len(administrators) != 1:
        raise CommandError(_("Say with --user who imports."))
    return administrators[0]


def _department(user: User, wanted: str) -> Department:
    """The department with this UUID, or these names as a slug, among those the user may see."""
    visible = Department.objects.visible_to(user).select_related("hospital")
    try:
        matches = list(visible.filter(pk=UUID(wanted)))
    except ValueError:
        matches = [department for department in visible if wanted in _slugs(department)]
    if len(matches) == 1:
        return matches[0]
    listed = (f"  --department {department.pk}  {department}" for department in matches or visible)
    choices = "\n".join(listed)
    text = _("Several departments are called so. Choose one:") if matches else _("Unknown:")
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
    parts = "; ".join(_part(name, count) for name, count in missing.items())
    taken = _("Not everything was taken: %(parts)s.") % {"parts": parts}
    return "\n".join([taken, *_remarks(data)])


def _remarks(data: Data) -> list[str]:
    """What is worth knowing of the files, one line each."""
    return [
        " ".join((remark["file"], remark["message"], remark["remedy"])).strip()
        for remark in data.get("remarks", ())
    ]


def _part(name: str, count: int) -> str:
    """What was not taken, by a key of `not_taken`."""
    texts = {
        "tables": ngettext(
            "%(count)d table or sheet was left out",
            "%(count)d tables or sheets were left out",
            count,
        ),
        "operations_without_day": ngettext(
            "%(count)d operation has no day", "%(count)d operations have no day", count
        ),
        "codes": ngettext(
            "%(count)d code is unknown or of another system",
            "%(count)d codes are unknown or of another system",
            count,
        ),
    }
    return texts[name] % {"count": count}


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
