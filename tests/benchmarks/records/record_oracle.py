"""A slow, obvious derivation of inputs from records: one department-year, plain loops.

It shares no code with the engine, so that a mistake has to be made twice to go unnoticed. Records
are lists of rows; a missing value is absent or None.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.library.definition import Policy

Row = Mapping[str, Any]
Records = Mapping[str, Sequence[Row]]
Chosen = Mapping[str, Any]


class Derivation:
    """One department in one year. Every method answers a recipe; None is "not reported"."""

    def __init__(self, records: Records, policy: Policy, department: str, year: int) -> None:
        self.records, self.policy, self.department, self.year = records, policy, department, year
        self.surgeons = [s for s in records["surgeons"] if s["department"] == department]
        keys = {s["key"] for s in self.surgeons}
        self.surgeon_keys = keys
        self.all_volumes = [
            {**v, "surgeon": v["surgeon"] if v.get("surgeon") in keys else None}
            for v in records["volumes"]
            if v["department"] == department
        ]
        self.volumes = [v for v in self.all_volumes if v["year"] == year]
        self.in_post = [
            s["key"] for s in self.surgeons if _holds(s, "start_year", "leave_year", year)
        ]
        self.trainings = [t for t in records["trainings"] if t["surgeon"] in keys]

    def answer(self, recipe: Chosen) -> float | None:
        answer: float | None = getattr(self, recipe["kind"])(recipe)
        return answer

    def pillars(self, row: Row) -> set[str]:
        pillars = set()
        if row["technique"] == "MIS":
            pillars.add("MIS")
        if row["technique"] == "microsurgical" and self.policy.microsurgical_is_mis:
            pillars.add("MIS")
        pathology = self.pathology(row)
        return pillars | ({pathology} & {"DEF", "TUM"})

    def pathology(self, row: Row) -> str:
        if row.get("group") == "spondylolisthesis" and row["pathology"] in ("DEG", "DEF"):
            return self.policy.spondylolisthesis
        return str(row["pathology"])

    def passes(self, row: Row, chosen: Chosen) -> bool:
        if chosen.get("pillar") and chosen["pillar"] not in self.pillars(row):
            return False
        if chosen.get("pathology") and self.pathology(row) not in chosen["pathology"]:
            return False
        return all(
            not chosen.get(name) or row.get(name) in chosen[name]
            for name in ("technique", "group", "technique_family", "complexity")
        )

    def count(self, chosen: Chosen, rows: Sequence[Row] | None = None) -> int:
        rows = self.volumes if rows is None else rows
        return sum(row["operations"] for row in rows if self.passes(row, chosen))

    def per_surgeon(self, chosen: Chosen) -> Counter[Any]:
        counts: Counter[Any] = Counter()
        for row in self.volumes:
            if row["surgeon"] is not None and self.passes(row, chosen):
                counts[row["surgeon"]] += row["operations"]
        return counts

    @property
    def surgeons_known(self) -> bool:
        return any(row["surgeon"] is not None for row in self.volumes)

    def declared(self, section: str) -> bool:
        return any(
            row["department"] == self.department
            and row["year"] == self.year
            and row["section"] == section
            for row in self.records["complete"]
        )

    def operations(self, recipe: Chosen) -> float | None:
        if not self.volumes:
            return None
        if not recipe.get("cap_augmentation"):
            return self.count(recipe)
        augmented = [v for v in self.volumes if v.get("technique_family") == "augmentation"]
        others = [v for v in self.volumes if v.get("technique_family") != "augmentation"]
        other, augmentation = self.count(recipe, others), self.count(recipe, augmented)
        allowed = 0
        while allowed < augmentation and 100 * (allowed + 1) <= (
            self.policy.augmentation_cap_percent * (allowed + 1 + other)
        ):
            allowed += 1
        return other + allowed

    def busiest_surgeon(self, recipe: Chosen) -> float | None:
        if not self.surgeons_known:
            return None
        return max(self.per_surgeon(recipe).values(), default=0)

    def surgeons_with_operations(self, recipe: Chosen) -> float | None:
        if not self.surgeons_known:
            return None
        at_least: int = recipe["at_least"]
        return sum(n >= at_least for n in self.per_surgeon(recipe).values())

    def median_per_surgeon(self, recipe: Chosen) -> float | None:
        if not self.surgeons_known:
            return None
        active = [n for n in self.per_surgeon(recipe).values() if n >= recipe["active_from"]]
        return statistics.median(active) if active else 0

    def families_with_operations(self, recipe: Chosen) -> float | None:
        if not self.volumes:
            return None
        sums = [
            sum(
                row["operations"]
                for row in self.volumes
                if row.get("technique_family") == family and self.passes(row, recipe)
            )
            for family in recipe["families"]
        ]
        at_least: int = recipe["at_least"]
        return sum(int(n) >= at_least for n in sums)

    def spectrum_with_operations(self, recipe: Chosen) -> float | None:
        if not self.volumes:
            return None
        total = 0
        for column, words in (("group", recipe["groups"]), ("complexity", recipe["marks"])):
            for word in words:
                rows = [row for row in self.volumes if row.get(column) == word]
                total += self.count(recipe, rows) >= recipe["at_least"]
        return total

    def largest_surgeon_share(self, recipe: Chosen) -> float | None:
        if not self.surgeons_known:
            return None
        shares = []
        for pillar in recipe["pillars"]:
            total = self.count({"pillar": pillar})
            if total >= recipe["from_operations"]:
                busiest = max(self.per_surgeon({"pillar": pillar}).values(), default=0)
                shares.append(100 * busiest / total)
        return max(shares) if shares else None

    def surgeons_past_curve(self, recipe: Chosen) -> float | None:
        if not self.surgeons_known:
            return None
        past = 0
        for surgeon in self.surgeons:
            if surgeon["key"] not in self.in_post:
                continue
            cases = surgeon.get(f"prior_{recipe['pillar'].lower()}") or 0
            for row in self.all_volumes:
                if row["surgeon"] == surgeon["key"] and row["year"] <= self.year:
                    cases += row["operations"] * (recipe["pillar"] in self.pillars(row))
            trained = any(
                t["surgeon"] == surgeon["key"]
                and t["pillar"] == recipe["pillar"]
                and self.is_completed(t)
                for t in self.trainings
            )
            past += cases >= recipe["cases"] or (trained and cases >= recipe["cases_with_training"])
        return past

    def is_completed(self, training: Row) -> bool:
        done: bool = training["status"] == "completed" and training["end_year"] <= self.year
        return done

    def trained_surgeons(self, recipe: Chosen) -> float | None:
        if not self.trainings and not self.declared("training"):
            return None
        trained = set()
        for training in self.trainings:
            long_enough = (training.get("months") or 0) >= recipe["months"]
            counts = training["kind"] in recipe["training"] and long_enough
            if recipe["supervised_cases"] > 0:
                counts |= training["supervised_cases"] >= recipe["supervised_cases"]
            if counts and training["pillar"] == recipe["pillar"] and self.is_completed(training):
                trained.add(training["surgeon"])
        return len(trained & set(self.in_post))

    def certified_surgeons(self, recipe: Chosen) -> float | None:
        certificates = [
            c for c in self.records["certificates"] if c["surgeon"] in self.surgeon_keys
        ]
        if not certificates and not self.declared("surgeons"):
            return None
        holders = {
            c["surgeon"]
            for c in certificates
            if c["kind"] in recipe["certificates"]
            and c["issued_year"] <= self.year
            and (c.get("expires_year") is None or self.year < c["expires_year"])
        }
        return len(holders & set(self.in_post))

    def developing_surgeons(self, recipe: Chosen) -> float | None:
        born = {s["key"]: s.get("birth_year") for s in self.surgeons if s["key"] in self.in_post}
        if all(year is None for year in born.values()):
            return None
        if not self.trainings and not self.declared("training"):
            return None
        developing = set()
        for training in self.trainings:
            starts: int = training["start_year"]
            ends: Any = training.get("end_year")
            ended = ends is not None and ends < self.year
            if training["status"] == "completed":
                counts = starts <= self.year < ends
            elif training["status"] == "running":
                counts = starts <= self.year and not ended
            else:
                counts = starts <= self.year + 1 and not ended
            if counts:
                developing.add(training["surgeon"])
        under_age: int = recipe["under_age"]
        return sum(
            key in developing and year is not None and self.year - int(year) < under_age
            for key, year in born.items()
        )

    def partnerships(self, recipe: Chosen) -> float | None:
        rows = [p for p in self.records["partnerships"] if p["department"] == self.department]
        if not rows and not self.declared("network"):
            return None
        count = 0
        for row in rows:
            counts = row["kind"] in recipe["partner"]
            counts &= _holds(row, "since_year", "until_year", self.year)
            if recipe["pillar"]:
                counts &= row[f"{recipe['pillar'].lower()}_referrals"] > 0
            if recipe["written"]:
                written = row.get("written_since_year")
                counts &= written is not None and written <= self.year
            count += counts
        return count

    def clinic_sessions(self, recipe: Chosen) -> float | None:
        rows = [c for c in self.records["clinics"] if c["department"] == self.department]
        if not rows and not self.declared("clinics"):
            return None
        sessions: int = sum(
            row["sessions_per_month"]
            for row in rows
            if row["pillar"] == recipe["pillar"]
            and _holds(row, "since_year", "until_year", self.year)
        )
        return sessions

    def outcome(self, recipe: Chosen) -> float | None:
        pooled = [
            row[recipe["count"]]
            for row in self.records["outcomes"]
            if row["department"] == self.department
            and row["pillar"] == recipe["pillar"]
            and row["outcome"] == recipe["outcome"]
            and self.year - recipe["years"] < row["year"] <= self.year
        ]
        return sum(pooled) if pooled else None


def _holds(row: Row, since: str, until: str, year: int) -> bool:
    return row[since] <= year and (row.get(until) is None or year <= row[until])
