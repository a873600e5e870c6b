"""A window for support: all records as they are stored, to be looked at by administrators.

Records are changed on the pages of the site, whose services merge, keep estimates in step, name the
author and tell the owner of an account. Open only with `DJANGO_ADMIN_SITE`. docs/decisions/0051
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments import models as m
from assessments.pages.request import for_administrators

# Of Django's pages, the one log-in, log-out and change of a password are those of the account.
_CLOSED = {"logout", "password_change", "password_change_done", "autocomplete"}
_OF_DEPARTMENT = ["department__name", "department__hospital__name"]


class SupportSite(admin.AdminSite):
    """Django's administration without forms, behind the log-in of the site."""

    final_catch_all_view = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Only GET, only administrators, only after the password (or code) was typed again."""
        guarded: Callable[..., HttpResponse] = reauthentication_required(view)
        return never_cache(require_safe(for_administrators(guarded)))

    def has_permission(self, request: HttpRequest) -> bool:
        """As on the other pages of the administration."""
        return request.user.is_active and request.user.is_superuser

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
        """On to the log-in of the site, which has the limits and asks for the second factor."""
        return redirect_to_login(request.GET.get("next", ""))

    def get_urls(self) -> list[Any]:
        """All addresses but those of accounts."""
        return [one for one in super().get_urls() if getattr(one, "name", None) not in _CLOSED]


site = SupportSite()


class _LookOnly:
    """No adding, changing or deleting."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Records(_LookOnly, admin.ModelAdmin):
    """A list of records and a page for each."""


class Lines(_LookOnly, admin.TabularInline):
    """Records on the page of the one they belong to."""

    extra = 0


class MembershipLines(Lines):
    model = m.Membership


@admin.register(m.User, site=site)
class PersonAdmin(Records):
    """Accounts: neither passwords nor what opens the site; that is on the pages of people."""

    list_display = ["username", "first_name", "last_name", "email"]
    search_fields = ["username", "first_name", "last_name", "email"]
    fields = ["username", "first_name", "last_name", "email", "language", "date_joined"]
    inlines = (MembershipLines,)


@admin.register(m.Membership, site=site)
class MembershipAdmin(Records):
    list_display = ["user", "role", "hospital", "department"]
    list_filter = ["role"]
    list_select_related = ["user", "hospital", "department__hospital"]
    search_fields = ["user__username", "user__last_name", "hospital__name", *_OF_DEPARTMENT]


class DepartmentLines(Lines):
    model = m.Department
    fields = ["name", "care_tier", "beds", "currency", "is_fictional"]
    show_change_link = True


@admin.register(m.Hospital, site=site)
class HospitalAdmin(Records):
    list_display = ["name", "city", "country"]
    list_filter = ["country"]
    search_fields = ["name", "city"]
    inlines = (DepartmentLines,)


@admin.register(m.Department, site=site)
class DepartmentAdmin(Records):
    list_display = ["name", "hospital", "care_tier", "beds", "is_fictional"]
    list_filter = ["care_tier", "is_fictional", "hospital__country"]
    list_select_related = ["hospital"]
    search_fields = ["name", "hospital__name", "hospital__city"]


class _OfDepartment(Records):
    """What all records of a department have in common."""

    list_select_related = ["department__hospital"]
    search_fields = _OF_DEPARTMENT


class CertificateLines(Lines):
    model = m.Certificate


@admin.register(m.Surgeon, site=site)
class SurgeonAdmin(_OfDepartment):
    list_display = ["code", "name", "department", "specialty", "position", "start_year"]
    list_filter = ["specialty", "position"]
    search_fields = ["code", "name", *_OF_DEPARTMENT]
    inlines = (CertificateLines,)


@admin.register(m.TrainingRecord, site=site)
class TrainingAdmin(_OfDepartment):
    list_display = ["surgeon", "department", "pillar", "kind", "status", "starts_on", "ends_on"]
    list_filter = ["pillar", "kind", "status"]
    list_select_related = ["department__hospital", "surgeon"]
    search_fields = ["surgeon__code", "surgeon__name", "institution", *_OF_DEPARTMENT]


@admin.register(m.ProcedureVolume, site=site)
class VolumeAdmin(_OfDepartment):
    list_display = ["department", "year", "surgeon", "pathology", "technique", "operations"]
    list_filter = ["year", "pathology", "technique", "technique_family", "suppressed"]
    list_select_related = ["department__hospital", "surgeon"]
    search_fields = ["surgeon__code", "surgeon__name", *_OF_DEPARTMENT]


@admin.register(m.Partnership, site=site)
class PartnershipAdmin(_OfDepartment):
    list_display = ["partner", "department", "kind", "since_year", "written_since_year"]
    list_filter = ["kind"]
    search_fields = ["partner", *_OF_DEPARTMENT]


@admin.register(m.OutpatientClinic, site=site)
class ClinicAdmin(_OfDepartment):
    list_display = ["name", "department", "pillar", "sessions_per_month", "since_year"]
    list_filter = ["pillar"]
    search_fields = ["name", *_OF_DEPARTMENT]


@admin.register(m.OutcomeRecord, site=site)
class OutcomeAdmin(_OfDepartment):
    list_display = ["department", "year", "pillar", "outcome", "events", "cases"]
    list_filter = ["year", "pillar", "outcome", "counted_by"]


@admin.register(m.FacilityFact, site=site)
class FactAdmin(_OfDepartment):
    list_display = ["department", "year", "input_id", "value"]
    list_filter = ["year", "source"]
    search_fields = ["input_id", *_OF_DEPARTMENT]


@admin.register(m.UnavailableInput, site=site)
class UnavailableInputAdmin(_OfDepartment):
    list_display = ["department", "year", "input_id", "reason"]
    list_filter = ["year"]
    search_fields = ["input_id", *_OF_DEPARTMENT]


@admin.register(m.CompleteSection, site=site)
class CompleteSectionAdmin(_OfDepartment):
    list_display = ["department", "year", "section"]
    list_filter = ["year", "section"]


@admin.register(m.SurgeonAlias, site=site)
class SurgeonAliasAdmin(_OfDepartment):
    list_display = ["department", "text", "surgeon"]
    list_select_related = ["department__hospital", "surgeon"]
    search_fields = ["text", *_OF_DEPARTMENT]


@admin.register(m.DepartmentKey, site=site)
class DepartmentKeyAdmin(_OfDepartment):
    list_display = ["department", "key"]
    search_fields = ["key", *_OF_DEPARTMENT]


class EstimateLines(Lines):
    model = m.VolumeEstimate
    fields = ["category", "low", "likely", "high", "basis"]


@admin.register(m.ImportBatch, site=site)
class ImportAdmin(_OfDepartment):
    list_display = ["file_name", "department", "year", "kind", "status", "uploaded_by"]
    list_filter = ["status", "kind", "year"]
    exclude = ["rows", "findings"]  # thousands of codes; the import's own page shows them
    list_select_related = ["department__hospital", "uploaded_by"]
    search_fields = ["file_name", "digest", *_OF_DEPARTMENT]
    inlines = (EstimateLines,)


@admin.register(m.ImportRun, site=site)
class RunAdmin(_OfDepartment):
    list_display = ["file_name", "department", "state", "rows_read", "uploaded_by", "created_at"]
    list_filter = ["state"]
    list_select_related = ["department__hospital", "uploaded_by"]
    search_fields = ["file_name", "digest", *_OF_DEPARTMENT]


@admin.register(m.ColumnAssignment, site=site)
class ColumnsAdmin(Records):
    list_display = ["hospital", "__str__", "changed_by", "changed_at"]
    list_select_related = ["hospital", "changed_by"]
    search_fields = ["hospital__name"]


@admin.register(m.CodeOverride, site=site)
class OverrideAdmin(Records):
    list_display = ["hospital", "system", "prefix", "reason", "changed_by", "changed_at"]
    list_filter = ["system"]
    list_select_related = ["hospital", "changed_by"]
    search_fields = ["hospital__name", "prefix", "reason"]


@admin.register(m.OfficialList, site=site)
class OfficialListAdmin(Records):
    list_display = ["system", "year", "file_name", "loaded_by", "loaded_at"]
    list_select_related = ["loaded_by"]


class StepLines(Lines):
    model = m.AssessmentStep


class CommentLines(Lines):
    model = m.Comment


class NoticeLines(Lines):
    model = m.Notice


@admin.register(m.Assessment, site=site)
class AssessmentAdmin(_OfDepartment):
    list_display = ["department", "year", "benchmark_id", "revision", "status", "created_by"]
    list_filter = ["status", "year", "benchmark_id"]
    exclude = ["report"]  # large; the assessment's own page shows it
    inlines = (StepLines, CommentLines, NoticeLines)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        # The list names the people; the frozen report is large.
        return m.Assessment.objects.listed()
