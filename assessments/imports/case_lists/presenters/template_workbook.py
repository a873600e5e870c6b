"""The template of the general case list: a sheet to fill in, an example, and what columns mean."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.imports.case_lists.reading.column_names import CHOICES, EXAMPLE, HEADINGS, NEEDED
from assessments.imports.case_lists.reading.rows import MARKS
from assessments.pages.spreadsheets.sheet import Sheet, SheetColumn
from assessments.pages.spreadsheets.workbook import Cover, workbook_bytes

_ROWS = 20_000
_WIDTHS = {"others": 24, "codes": 28, "technique": 26, "return_to_theatre": 20}
_LANGUAGES = ("en", "de", "zh-hans")
_DEPARTMENTS = {"en": "Orthopaedics", "de": "HA2316", "zh-hans": "骨科"}
# Fictional patients. The codes are those of the country that the language stands for.
_EXAMPLES: dict[str, tuple[dict[str, str], ...]] = {
    "en": (
        {"main": "M51.1", "codes": "V33.7", "technique": "microsurgical"},
        {
            "main": "M41.1",
            "others": "J45.9, I10",
            "codes": "V41.1",
            "levels": "6",
            "monitoring": "yes",
        },
        {"main": "C79.5", "codes": "V43.1", "pathology": "tumour"},
        {"main": "M48.0", "codes": "V25.4", "technique": "UBE"},
    ),
    "de": (
        {"main": "M51.1", "codes": "5-831.0, 5-032.00", "technique": "mikrochirurgisch"},
        {
            "main": "M41.12",
            "others": "J45.9, I10.00",
            "codes": "5-838.a0, 5-83b.54",
            "levels": "6",
            "monitoring": "ja",
        },
        {"main": "C79.5", "codes": "5-035.0", "pathology": "Tumor"},
        {"main": "M48.06", "codes": "5-839.60, 5-032.00", "technique": "UBE"},
    ),
    "zh-hans": (
        {"main": "M51.202", "codes": "80.5107", "technique": "显微"},
        {
            "main": "M41.101",
            "others": "J45.901, I10.x00",
            "codes": "81.0800, 78.5900x026",
            "levels": "6",
            "monitoring": "是",
        },
        {"main": "D33.401", "codes": "03.4x07", "pathology": "肿瘤"},
        {"main": "M48.006", "codes": "03.0900x022", "technique": "UBE"},
    ),
}


def case_template() -> bytes:
    """The template as XLSX in the active language.

    Only its first sheet is read when the file comes back.
    """
    language = _language()
    columns = tuple(_column(what, language) for what in HEADINGS)
    sheets = [
        Sheet(_("Cases"), columns, (), rows_to_fill_in=_ROWS, fixed_columns=1),
        _example(columns, language),
        _dictionary(language),
    ]
    title = _("Template of the case list")
    cover = Cover(
        title=title,
        subject=_("One row an operation"),
        author="",
        description=_("Case numbers are only used to count operations and are not kept."),
        keywords="",
        language=language,
        made_at=datetime(2024, 1, 1, tzinfo=UTC),
        page_head=(title,),
        page_foot=(),
    )
    return workbook_bytes(sheets, cover)


def _language() -> str:
    active = get_language() or ""
    return active if active in _LANGUAGES else _LANGUAGES[0]


def _column(what: str, language: str) -> SheetColumn:
    choices = CHOICES.get(what, {}).get(language, ())
    return SheetColumn(HEADINGS[what][language], _WIDTHS.get(what, 18), choices)


def _example(columns: tuple[SheetColumn, ...], language: str) -> Sheet:
    """Filled rows; the first column says that they are not counted."""
    rows = []
    for number, given in enumerate(_EXAMPLES[language], start=1):
        row = {
            "case": f"F-{number:03}",
            "date": f"2024-03-{4 + number:02}",
            # A number for life needs the admission beside it.
            "admission": "1" if language == "zh-hans" else "",
            "surgeon": f"S{1 + number % 2}",
            "status": CHOICES["status"][language][0],
            "levels": str(1 + number % 2),
            **dict.fromkeys(MARKS, CHOICES["complication"][language][1]),
            **given,
        }
        rows.append((_("not counted"), *(row.get(what, "") for what in HEADINGS)))
    return Sheet(_("Example"), (SheetColumn(EXAMPLE[language], 14), *columns), tuple(rows))


def _dictionary(language: str) -> Sheet:
    meanings, filled = _meanings(), _EXAMPLES[language][0]
    shown = {
        "levels": "2",
        "case": "F-001",
        "admission": "1",
        "department": _DEPARTMENTS[language],
        "date": "2024-03-05",
        "surgeon": "S1",
        "others": "I10",
        **filled,
    }
    rows = []
    for what, heading in HEADINGS.items():
        allowed = CHOICES.get(what, {}).get(language, ())
        meaning, values = meanings[what]
        rows.append(
            (
                heading[language],
                meaning,
                _("yes") if what in NEEDED else _("no"),
                values or ", ".join(allowed),
                shown.get(what) or (allowed[0] if allowed else ""),
            )
        )
    columns = (
        SheetColumn(_("Column"), 22),
        SheetColumn(_("Meaning"), 60),
        SheetColumn(_("Needed"), 10),
        SheetColumn(_("Allowed values"), 50),
        SheetColumn(EXAMPLE[language], 22),
    )
    return Sheet(_("Columns"), columns, tuple(rows))


def _meanings() -> dict[str, tuple[str, str]]:
    """What each column means, and what may stand in it where no words are offered."""
    looked = _("Leave the cell empty where nobody looked; only yes and no are counted.")
    said = _("Leave the cell empty where it is not known; only yes and no are counted.")
    codes = _("Codes, with or without dots; several with a comma between them")
    return {
        "case": (
            _("Tells the operations of one stay in hospital from others. It is not kept."),
            _("Any text or number; no name of a patient"),
        ),
        "admission": (
            _(
                "Which stay of the patient it is, or the day of admission; needed where the number "
                "before it is the same in all stays of a patient. It is not kept."
            ),
            _("Any text or number; no name of a patient"),
        ),
        "date": (_("Day of the operation."), _("2024-03-05 or 05.03.2024")),
        "main": (_("Main diagnosis of the case."), _("One ICD-10 code")),
        "others": (_("All other diagnoses of the case."), codes),
        "codes": (
            _("All procedure codes of the operation, of one code system in the whole list."),
            codes,
        ),
        "technique": (_("Technique, where the codes do not tell it, such as UBE."), ""),
        "pathology": (_("Counts only where there is no diagnosis."), ""),
        "surgeon": (
            _("Who led the operation: a code or a name. You say later who it is."),
            _("Any text"),
        ),
        "department": (
            _(
                "Department that operated, where the list has several. You choose in the preview "
                "which of them is yours."
            ),
            _("Any text"),
        ),
        "status": (
            _("Whether the operation took place. Cancelled ones are left out; empty means done."),
            "",
        ),
        "levels": (
            _("How many segments were operated on. It is shown by number and judged by nothing."),
            _("A whole number from 1 to 25"),
        ),
        "navigation": (_("Navigation or robotic guidance was used.") + " " + said, ""),
        "monitoring": (_("Neuromonitoring (evoked potentials) was used.") + " " + said, ""),
        "complication": (_("Any complication of this operation.") + " " + looked, ""),
        "return_to_theatre": (_("Unplanned return to theatre.") + " " + looked, ""),
        "infection": (_("Infection of the surgical site.") + " " + looked, ""),
        "new_deficit": (_("New neurological deficit after the operation.") + " " + looked, ""),
        "dural_tear": (_("Tear of the dura during the operation.") + " " + looked, ""),
    }
