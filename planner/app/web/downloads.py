"""Files for the reader's own disk."""

from nicegui import ui

from planner.app.web.feedback import notify


def download(content: bytes | str, name: str) -> None:
    """Hand a file to the browser, which asks or knows where to keep it."""
    raw = content.encode() if isinstance(content, str) else content
    ui.download.content(raw, name, "application/octet-stream")
    notify(f"{name} : téléchargement", kind="info")
