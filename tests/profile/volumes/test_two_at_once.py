"""Two people save the same cell at the same moment: one is first, the other is asked."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from assessments.models import ProcedureVolume, User
from assessments.profile.volumes.services import VolumesConflict, save_volumes
from tests import factories as make
from tests.profile.volumes.grid import cell, counts, director

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time anyway"
    ),
]


def test_the_second_is_told_who_was_first_and_nothing_is_overwritten() -> None:
    department = make.department()
    people = {director(department): 11, director(department): 12}
    barrier = threading.Barrier(len(people))
    conflicts: dict[User, VolumesConflict] = {}

    def save(user: User, operations: int) -> None:
        barrier.wait(timeout=10)
        try:
            save_volumes(
                user=user,
                department=department,
                surgeon=None,
                base={},
                cells={cell(2024): operations},
                this_year=2025,
            )
        except VolumesConflict as conflict:
            conflicts[user] = conflict
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=pair) for pair in people.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    ((second, conflict),) = conflicts.items()
    (first,) = people.keys() - {second}
    assert conflict.conflicts[0].person == first
    assert conflict.conflicts[0].mine == people[second]
    assert counts(department) == {cell(2024): people[first]}
    assert ProcedureVolume.history.count() == 1
