"""Parts of the page « Planifier »: its form, the job under way, its chart, its result."""
