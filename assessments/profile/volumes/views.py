"""The grid of volumes: years across, categories down, for one surgeon or the whole department."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments import wording
from assessments.editing import drafts
from assessments.editing.draft_pages import keeps_draft
from assessments.editing.record_refusals import RecordRefused
from assessments.gap_report.presenters.number_links import year_origins
from assessments.gap_report.report.volume_origins import volume_origins
from assessments.models import Department, Draft, Surgeon
from assessments.models.choices import FIRST_YEAR
from assessments.models.surgeon import in_code_order
from assessments.pages.names import names_for
from assessments.pages.request import (
    MemberRequest,
    department_or_404,
    whole_number,
)
from assessments.permissions import RECORD
from assessments.profile.volumes.forms.grid import VolumeForm, signed_counts
from assessments.profile.volumes.forms.sheet import SheetProblem, read_sheet, sheet_text
from assessments.profile.volumes.presenters.layout import grid_view
from assessments.profile.volumes.reading.categories import offered
from assessments.profile.volumes.reading.checks import differences
from assessments.profile.volumes.reading.grid import VolumeGrid, statement, volume_grid, years_shown
from assessments.profile.volumes.services import SavedVolumes, VolumesConflict, save_volumes


class Asked(NamedTuple):
    """The grid that a request names: of one surgeon, or (none) of the whole department."""

    department: Department
    surgeons: list[Surgeon]
    surgeon: Surgeon | None
    can_record: bool
    by_name: bool  # whether surgeons are shown by name

    @property
    def whose(self) -> str:
        """Whose grid it is, for a heading; "" for the whole department."""
        return self.surgeon.shown(by_name=self.by_name) if self.surgeon else ""

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The surgeons to choose from: key and label."""
        return [(s.pk, s.shown(by_name=self.by_name)) for s in self.surgeons]

    def address(self, **query: object) -> str:
        """The address of this grid; without `query`, the one under which its draft is stored."""
        if self.surgeon is not None:
            query = {"surgeon": self.surgeon.pk} | query
        path = reverse("volumes", args=[self.department.pk])
        return f"{path}?{urlencode(query)}" if query else path


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def volumes(request: MemberRequest, department_id: UUID) -> HttpResponse:
    """Show the grid; save it, or show it again with more years, a new row or a pasted table."""
    asked = _asked(request, department_id)
    if request.method == "POST":
        if not asked.can_record:
            raise PermissionDenied
        return _fill_in(request, asked) if "fill" in request.POST else _submit(request, asked)
    draft = drafts.stored(request.user, asked.address()) if asked.can_record else None
    data = _draft_data(draft) if draft else None
    grid = _grid(asked, data or request.GET)
    form = VolumeForm(data, grid=grid, surgeon=asked.surgeon) if data else None
    if form:
        form.is_only_shown = True
    return _page(request, asked, grid, form, draft)


def _submit(request: MemberRequest, asked: Asked) -> HttpResponse:
    grid = _grid(asked, request.POST)
    form = VolumeForm(request.POST, grid=grid, surgeon=asked.surgeon)
    only_shown = bool({"add", "show"} & request.POST.keys())
    if form.can_be_saved and not only_shown:
        try:
            saved = save_volumes(
                user=request.user,
                department=asked.department,
                surgeon=asked.surgeon,
                base=form.base,
                cells=form.cells,
                this_year=grid.years[-1],
            )
        except VolumesConflict as conflict:
            form.conflict = conflict
        except RecordRefused as error:
            form.other_errors.append(str(error))
        else:
            drafts.discard(user=request.user, path=asked.address())
            messages.success(request, _saved_text(saved))
            return redirect(asked.address(first=grid.years[0]))
    form.is_only_shown = only_shown
    return _page(request, asked, grid, form)


def _fill_in(request: MemberRequest, asked: Asked) -> HttpResponse:
    """Show the grid filled in from a pasted table, not saved."""
    grid = _grid(asked, request.POST)
    form = VolumeForm(request.POST, grid=grid, surgeon=asked.surgeon)
    form.is_only_shown = True
    try:
        sheet = read_sheet(form.sheet, grid.categories, grid.years[-1])
    except SheetProblem as problem:
        form.sheet_problem = str(problem)
    else:
        first = min(grid.years[0], *(cell.year for cell in sheet))
        years = years_shown(first, grid.years[-1])
        grid = volume_grid(asked.department, asked.surgeon, years)
        form.fill(sheet, grid)
    return _page(request, asked, grid, form)


def _asked(request: MemberRequest, department_id: UUID) -> Asked:
    department = department_or_404(request, department_id)
    surgeons = in_code_order(department.surgeons.all())
    wanted = request.GET.get("surgeon", "")
    surgeon = next((s for s in surgeons if str(s.pk) == wanted), None)
    if wanted and surgeon is None:
        raise Http404("no such surgeon in this department")
    can_record = request.user.may(RECORD, department)
    return Asked(
        department,
        surgeons,
        surgeon,
        can_record=can_record,
        by_name=names_for(request, department).shown,
    )


def _draft_data(draft: Draft) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in draft.fields.items():
        data.setlist(name, values)
    return data


def _grid(asked: Asked, data: QueryDict) -> VolumeGrid:
    """The grid from the year that was asked for, up to the present one."""
    year = whole_number(data.get("first", ""))
    return volume_grid(
        asked.department, asked.surgeon, years_shown(year, timezone.localdate().year)
    )


def _page(
    request: MemberRequest,
    asked: Asked,
    grid: VolumeGrid,
    form: VolumeForm | None,
    draft: Draft | None = None,
) -> HttpResponse:
    view = grid_view(grid, form, with_surgeons=asked.surgeon is None)
    context = {
        "page": "portfolio",
        **asked._asdict(),
        "grid": grid,
        "form": form,
        "view": view,
        "sheet_text": sheet_text(grid.years, view.texts),
        "whose": asked.whose,
        "choices": asked.choices,
        "statement": statement(grid, asked.whose),
        # Origins are those of the whole department's numbers, not of one surgeon's.
        "origins": year_origins(volume_origins(asked.department), grid.years)
        if asked.surgeon is None
        else [],
        "differences": differences(grid),
        "base": form.base_with(grid) if form else signed_counts(grid.whole),
        "offered": offered(),
        "first_years": range(FIRST_YEAR, grid.years[-1] + 1),
        "draft": draft,
        "draft_path": asked.address(),
    }
    return render(request, "volumes/volumes.html", context)


def _saved_text(saved: SavedVolumes) -> str:
    """The message about what was saved, and what was left as somebody else had changed it."""
    count = saved.added + saved.changed + saved.cleared
    text = (
        ngettext("%(count)s cell was saved.", "%(count)s cells were saved.", count)
        if count
        else _("Nothing was changed.")
    )
    parts = [text % {"count": wording.number(count)}]
    if saved.taken:
        text = ngettext(
            "%(count)s cell that only somebody else had changed stays as they left it.",
            "%(count)s cells that only somebody else had changed stay as they left them.",
            len(saved.taken),
        )
        parts.append(text % {"count": wording.number(len(saved.taken))})
    return " ".join(parts)
