"""Questions that take many runs: why, uncertainty, safeguards, comparison, calibration."""
