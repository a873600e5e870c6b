"""The settings of production, with collected static files where a test says."""

from __future__ import annotations

import os
from pathlib import Path

from spinecenter.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["STATIC_ROOT_OF_THE_TEST"])
