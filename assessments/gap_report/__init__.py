"""The gap report: from records to one frozen report, and to every form it is shown in."""
