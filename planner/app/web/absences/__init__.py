"""Parts of the page « Absences »: who is away, whom it concerns, what can be done."""
