"""Official lists of codes, as an administrator has loaded them; none comes with the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.models.choices import FIRST_YEAR, LAST_YEAR
from assessments.models.constraints import in_range


class OfficialListQuerySet(models.QuerySet["OfficialList"]):
    """Reads of official lists."""

    def fitting(self, system: str, year: int) -> OfficialList | None:
        """The list of this year, or of the nearest one at most two years away (the later of two).

        Titles seldom change from year to year; a page that shows one names the year of the list.
        """
        of_these_years = self.filter(system=system, year__range=(year - 2, year + 2))
        nearby: list[OfficialList] = list(of_these_years)
        return min(nearby, key=lambda row: (abs(row.year - year), -row.year), default=None)


class OfficialList(models.Model):
    """The complete list of one year of a code system. So far the system is always OPS."""

    system = models.CharField(_("code system"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    file_name = models.CharField(_("file name"), max_length=255)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the file."))
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("loaded by"),
    )
    loaded_at = models.DateTimeField(_("loaded"))

    objects = OfficialListQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("official list of codes")
        verbose_name_plural = _("official lists of codes")
        ordering = ["system", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["system", "year"], name="official_list_once_a_year"),
            in_range("year", FIRST_YEAR, LAST_YEAR, table="official_list"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.year}"


class OfficialCodeQuerySet(models.QuerySet["OfficialCode"]):
    """Reads of official codes; everybody behind the log-in may see titles."""

    def titles(self, system: str, year: int, codes: Any) -> dict[str, str]:
        """Normalised code -> title, of the list of this year; one query, empty without a list."""
        official = self.filter(of__system=system, of__year=year, code__in=codes)
        return dict(official.values_list("code", "title"))


class OfficialCode(models.Model):
    """A code with its title as published. `code` is normalised: 583150, not 5-831.50."""

    of = models.ForeignKey(
        OfficialList, on_delete=models.CASCADE, related_name="codes", verbose_name=_("list")
    )
    code = models.CharField(_("code"), max_length=20)
    title = models.TextField(_("title"))
    is_terminal = models.BooleanField(
        _("terminal"), help_text=_("Nothing is divided further below it: it is coded as it is.")
    )

    objects = OfficialCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("official code")
        verbose_name_plural = _("official codes")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["of", "code"], name="official_code_once_a_list")
        ]

    def __str__(self) -> str:
        return self.code
