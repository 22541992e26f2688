"""A reader who opens a map page in headless Chromium."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, Dialog, Page

PATIENCE_MS = 10_000
SEEN_TEXT = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    const isSeen = (box) => {
      if (box.left < 0 || box.right > innerWidth) return false;
      if (box.top < 0 || box.bottom > innerHeight) return false;
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (top === null || top === document.body) return false;
      return node.parentElement.contains(top) || top.contains(node.parentElement);
    };
    if (lines.length > 0 && lines.every(isSeen)) seen.push(node.textContent);
  }
  return seen.join(" ");
}"""


@dataclass
class Reader:
    """A reader's page and everything that went wrong on it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def count(self, selector: str) -> int:
        return self.page.locator(selector).count()

    def text(self, selector: str) -> str:
        text = self.page.locator(selector).inner_text()
        return text.replace("\u00a0", " ").replace("\u202f", " ")

    def texts(self, selector: str) -> list[str]:
        return [
            text.replace("\u00a0", " ") for text in self.page.locator(selector).all_inner_texts()
        ]

    def search(self, words: str) -> None:
        self.page.fill("#search", words)
        self.page.keyboard.press("Enter")

    def unfold(self) -> None:
        self.page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")

    def wait_until(self, condition: str) -> None:
        """Ask from outside: Playwright's own wait evaluates text in the page, which it forbids."""
        for _ in range(PATIENCE_MS // 50):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never came: {condition}")

    def seen(self) -> str:
        """All text that a reader has before the eyes: inside the window, covered by nothing."""
        text: str = self.page.evaluate(SEEN_TEXT)
        return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())

    def foreign_requests(self) -> list[str]:
        own = ("file:", "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]


def open_page(
    browser: Browser,
    address: str,
    *,
    width: int = 1440,
    height: int = 900,
    today: str = "2027-01-01",
    is_touch: bool = False,
    ready: str = "path.commune",
) -> Reader:
    """Open a page and wait for an element that shows that it is ready."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        timezone_id="UTC",
        has_touch=is_touch,
        is_mobile=is_touch,
    )
    page.set_default_timeout(PATIENCE_MS)
    reader = Reader(page)
    page.clock.set_fixed_time(f"{today}T10:00:00Z")
    page.on("request", lambda request: reader.requests.append(request.url))
    page.on("pageerror", lambda error: reader.errors.append(str(error)))
    page.on(
        "console",
        lambda message: (
            reader.errors.append(message.text) if message.type in {"error", "warning"} else None
        ),
    )

    def refuse(dialog: Dialog) -> None:
        reader.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.goto(address)
    page.wait_for_selector(ready, state="attached")
    return reader
