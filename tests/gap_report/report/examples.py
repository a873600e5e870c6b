"""Measures as a definition might state them, one of each formula."""

from __future__ import annotations

from typing import Any

SURGEONS: dict[str, Any] = {
    "id": "surgeons",
    "unit": "surgeons",
    "unit_one": "surgeon",
    "inputs": ["people"],
    "thresholds": [1, 2, 4],
}
RATE: dict[str, Any] = {
    "id": "infection",
    "formula": "rate",
    "inputs": ["events", "cases"],
    "unit": "% of patients",
    "decimals": 1,
    "better": "lower",
    "minimum_cases": 50,
    "thresholds": [10, 5, 2],
}
SHARE: dict[str, Any] = {
    "id": "share",
    "formula": "share",
    "inputs": ["part", "whole"],
    "unit": "% of operations",
    "decimals": 1,
    "thresholds": [20, 40, 60],
}
SERVICES: dict[str, Any] = {
    "id": "services",
    "formula": "count_of",
    "inputs": ["pathology", "embolisation", "thoracic", "vascular"],
    "thresholds": [1, 3, 4],
}
STAIRS: dict[str, Any] = {
    "id": "imaging",
    "formula": "steps",
    "steps": [["xray"], ["xray", "ct"], ["xray", "ct", "mri"]],
    "thresholds": [1, 2, 3],
}
