"""Lost sessions: other dates for them, or the reason why there are none."""
