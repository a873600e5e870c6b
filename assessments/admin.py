"""Administration: all records, for administrators.

Imports and assessments can be looked at only: they change through their services, which keep
estimates and answers in step, and write down who took which step.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from assessments.models import (
    Assessment,
    AssessmentStep,
    Certificate,
    CodeOverride,
    ColumnAssignment,
    Comment,
    CompleteSection,
    Department,
    DepartmentKey,
    FacilityFact,
    Hospital,
    ImportBatch,
    ImportRun,
    Membership,
    Notice,
    OfficialList,
    OutcomeRecord,
    OutpatientClinic,
    Partnership,
    ProcedureVolume,
    Surgeon,
    SurgeonAlias,
    TrainingRecord,
    UnavailableInput,
    User,
    VolumeEstimate,
)
from assessments.models.choices import RecordSource
from benchmarks import library

_OF_DEPARTMENT = ["department__name", "department__hospital__name"]
_MADE_BY_THE_SYSTEM = ["recorded_by", "recorded_at", "updated_at"]


# Secrets of second factors, sessions of others, and a second place for addresses: people are
# administered on their own pages. Tasks only name the run that they are for.
for _model in (Authenticator, UserSession, EmailAddress, DBTaskResult):
    admin.site.unregister(_model)


class _LookOnly:
    """No adding, changing or deleting."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["hospital", "department"]


class PersonForm(UserChangeForm):
    """An account, whose e-mail is a name to log in with and therefore nobody else's."""

    def clean_email(self) -> str:
        """In small letters, as it is looked up; refused where another account has it."""
        email = str(self.cleaned_data["email"]).lower()
        others = User.objects.exclude(pk=self.instance.pk).filter(email__iexact=email)
        if email and others.exists():
            raise forms.ValidationError(_("Another account has this e-mail."))
        return email


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Accounts with their memberships."""

    form = PersonForm
    fieldsets = (*(UserAdmin.fieldsets or ()), (_("Pages"), {"fields": ("language",)}))
    inlines = (MembershipInline,)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ["user", "role", "hospital", "department"]
    list_filter = ["role"]
    list_select_related = ["user", "hospital", "department__hospital"]
    search_fields = ["user__username", "user__last_name", "hospital__name", *_OF_DEPARTMENT]
    autocomplete_fields = ["user", "hospital", "department"]


class DepartmentInline(admin.TabularInline):
    model = Department
    extra = 0
    fields = ["name", "care_tier", "beds", "currency", "is_fictional"]
    show_change_link = True


@admin.register(Hospital)
class HospitalAdmin(admin.ModelAdmin):
    list_display = ["name", "city", "country"]
    list_filter = ["country"]
    search_fields = ["name", "city"]
    inlines = (DepartmentInline,)


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    list_display = ["name", "hospital", "care_tier", "beds", "is_fictional"]
    list_filter = ["care_tier", "is_fictional", "hospital__country"]
    search_fields = ["name", "hospital__name", "hospital__city"]
    autocomplete_fields = ["hospital"]
    readonly_fields = ["created_at", "updated_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        # The autocompletion of other forms names the hospital too.
        return super().get_queryset(request).select_related("hospital")


class _RecordAdmin(admin.ModelAdmin):
    """What all records of a department have in common."""

    list_select_related = ["department__hospital"]
    search_fields = _OF_DEPARTMENT
    autocomplete_fields = ["department"]
    readonly_fields = [*_MADE_BY_THE_SYSTEM, "batch", "source"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.recorded_by = request.user
        # From now on it is a person's word: undoing the import leaves it alone.
        obj.source, obj.batch = RecordSource.TYPED, None
        super().save_model(request, obj, form, change)


class CertificateInline(admin.TabularInline):
    model = Certificate
    extra = 0


@admin.register(Surgeon)
class SurgeonAdmin(_RecordAdmin):
    list_display = ["code", "name", "department", "specialty", "position", "start_year"]
    list_filter = ["specialty", "position"]
    search_fields = ["code", "name", *_OF_DEPARTMENT]
    inlines = (CertificateInline,)


@admin.register(TrainingRecord)
class TrainingAdmin(_RecordAdmin):
    list_display = ["surgeon", "department", "pillar", "kind", "status", "starts_on", "ends_on"]
    list_filter = ["pillar", "kind", "status"]
    list_select_related = ["department__hospital", "surgeon"]
    search_fields = ["surgeon__code", "surgeon__name", "institution", *_OF_DEPARTMENT]
    autocomplete_fields = ["department", "surgeon"]


@admin.register(ProcedureVolume)
class VolumeAdmin(_RecordAdmin):
    list_display = ["department", "year", "surgeon", "pathology", "technique", "operations"]
    list_filter = ["year", "pathology", "technique", "technique_family", "suppressed"]
    list_select_related = ["department__hospital", "surgeon"]
    search_fields = ["surgeon__code", "surgeon__name", *_OF_DEPARTMENT]
    autocomplete_fields = ["department", "surgeon"]


@admin.register(Partnership)
class PartnershipAdmin(_RecordAdmin):
    list_display = ["partner", "department", "kind", "since_year", "written_since_year"]
    list_filter = ["kind"]
    search_fields = ["partner", *_OF_DEPARTMENT]


@admin.register(OutpatientClinic)
class ClinicAdmin(_RecordAdmin):
    list_display = ["name", "department", "pillar", "sessions_per_month", "since_year"]
    list_filter = ["pillar"]
    search_fields = ["name", *_OF_DEPARTMENT]


@admin.register(OutcomeRecord)
class OutcomeAdmin(_RecordAdmin):
    list_display = ["department", "year", "pillar", "outcome", "events", "cases"]
    list_filter = ["year", "pillar", "outcome", "counted_by"]


class FactForm(forms.ModelForm):
    """An answer that at least one benchmark on file asks for and allows."""

    def clean(self) -> dict[str, Any]:
        """Refuse an unknown question, and a value that could only be taken as not reported."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        input_id, value = cleaned.get("input_id"), cleaned.get("value")
        asked = [
            item
            for key in library.versions()
            for item in library.load(*key).inputs
            if item.source == "reported" and item.id == input_id
        ]
        if input_id and not asked:
            self.add_error("input_id", _("No benchmark asks for this."))
        elif value is not None and asked and not any(item.allows(value) for item in asked):
            facts = {"least": f"{asked[0].min:g}", "most": f"{asked[0].max:g}"}
            self.add_error("value", _("Possible is %(least)s to %(most)s.") % facts)
        return cleaned


@admin.register(FacilityFact)
class FactAdmin(_RecordAdmin):
    form = FactForm
    list_display = ["department", "year", "input_id", "value"]
    list_filter = ["year", "source"]
    search_fields = ["input_id", *_OF_DEPARTMENT]


@admin.register(SurgeonAlias)
class SurgeonAliasAdmin(admin.ModelAdmin):
    """What files call surgeons, as remembered from earlier imports."""

    list_display = ["department", "text", "surgeon"]
    list_select_related = ["department__hospital", "surgeon"]
    search_fields = ["text", *_OF_DEPARTMENT]
    autocomplete_fields = ["department", "surgeon"]


@admin.register(DepartmentKey)
class DepartmentKeyAdmin(admin.ModelAdmin):
    """Under which keys files list a department, as remembered from earlier imports."""

    list_display = ["department", "key"]
    list_select_related = ["department__hospital"]
    search_fields = ["key", *_OF_DEPARTMENT]
    autocomplete_fields = ["department"]


@admin.register(UnavailableInput)
class UnavailableInputAdmin(_RecordAdmin):
    list_display = ["department", "year", "input_id", "reason"]
    list_filter = ["year"]
    search_fields = ["input_id", *_OF_DEPARTMENT]


@admin.register(CompleteSection)
class CompleteSectionAdmin(_RecordAdmin):
    list_display = ["department", "year", "section"]
    list_filter = ["year", "section"]


class EstimateInline(_LookOnly, admin.TabularInline):
    model = VolumeEstimate
    extra = 0
    fields = ["category", "low", "likely", "high", "basis"]


@admin.register(ImportBatch)
class ImportAdmin(_LookOnly, admin.ModelAdmin):
    list_display = ["file_name", "department", "year", "kind", "status", "uploaded_by"]
    list_filter = ["status", "kind", "year"]
    exclude = ["rows", "findings"]  # thousands of codes; the import's own page shows them
    list_select_related = ["department__hospital", "uploaded_by"]
    search_fields = ["file_name", "digest", *_OF_DEPARTMENT]
    inlines = (EstimateInline,)


@admin.register(ImportRun)
class RunAdmin(_LookOnly, admin.ModelAdmin):
    list_display = ["file_name", "department", "state", "rows_read", "uploaded_by", "created_at"]
    list_filter = ["state"]
    list_select_related = ["department__hospital", "uploaded_by"]
    search_fields = ["file_name", "digest", *_OF_DEPARTMENT]


@admin.register(ColumnAssignment)
class ColumnsAdmin(_LookOnly, admin.ModelAdmin):
    """What columns of a hospital's files mean; changed on the pages of its departments."""

    list_display = ["hospital", "__str__", "changed_by", "changed_at"]
    list_select_related = ["hospital", "changed_by"]
    search_fields = ["hospital__name"]


@admin.register(CodeOverride)
class OverrideAdmin(_LookOnly, admin.ModelAdmin):
    """Codes that a hospital classifies otherwise; changed on the pages of its departments."""

    list_display = ["hospital", "system", "prefix", "reason", "changed_by", "changed_at"]
    list_filter = ["system"]
    list_select_related = ["hospital", "changed_by"]
    search_fields = ["hospital__name", "prefix", "reason"]


@admin.register(OfficialList)
class OfficialListAdmin(_LookOnly, admin.ModelAdmin):
    """Official lists of codes; loaded on a page of the administration."""

    list_display = ["system", "year", "file_name", "loaded_by", "loaded_at"]
    list_select_related = ["loaded_by"]


class StepInline(_LookOnly, admin.TabularInline):
    model = AssessmentStep
    extra = 0


class CommentInline(_LookOnly, admin.TabularInline):
    model = Comment
    extra = 0


class NoticeInline(_LookOnly, admin.TabularInline):
    model = Notice
    extra = 0


@admin.register(Assessment)
class AssessmentAdmin(_LookOnly, admin.ModelAdmin):
    list_display = ["department", "year", "benchmark_id", "revision", "status", "created_by"]
    list_filter = ["status", "year", "benchmark_id"]
    exclude = ["report"]  # large; the assessment's own page shows it
    search_fields = _OF_DEPARTMENT
    inlines = (StepInline, CommentInline, NoticeInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        # The list names the people; the frozen report is large.
        return Assessment.objects.listed()
