"""The volumes of a department's page; numbers link to the records and imports behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.gap_report.presenters.number_links import Text, linked
from assessments.gap_report.report.casemix_kinds import Kind
from assessments.gap_report.report.volume_origins import VolumeOrigins
from assessments.profile.volumes.reading.table import VolumeTable


@dataclass(frozen=True)
class LinkedLine:
    """One kind of operation over the years; its numbers may be links."""

    label: str
    cells: tuple[Text, ...]
    is_total: bool


def linked_volumes(
    table: VolumeTable, origins: VolumeOrigins
) -> list[tuple[str, list[LinkedLine]]]:
    """The lines of the table by heading."""

    def cells(texts: Sequence[str], kind: Kind) -> tuple[Text, ...]:
        axis, value = kind
        chosen = {axis: value} if axis else {}
        years = zip(table.years, texts, strict=True)
        return tuple(linked(origins, year, text, **chosen) for year, text in years)

    return [
        (
            heading,
            [LinkedLine(line.label, cells(line.cells, line.kind), line.is_total) for line in lines],
        )
        for heading, lines in table.groups
    ]
