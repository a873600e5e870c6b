"""What every form shares: drafts, locks, merging, refusals, fields."""
