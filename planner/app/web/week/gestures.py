"""What the grid does by itself in the browser: dragging, and arrow keys from half-day to half-day.

Each is one event handler of the grid as a whole; it reads ``data-n`` (a session) and ``data-cell``
(a half-day) and sends the server what was meant, with ``data-edition``: of another edition of the
week than the server's the numbers mean other sessions. ``data-mark`` is a half-day that was judged
for the session ``data-asked`` (``marks.py``).
"""

from typing import Final

CLICK: Final = """(e) => {
  const table = e.target.closest('table');
  const chip = e.target.closest('[data-n]');
  const edition = table?.dataset.edition;
  if (chip) return emit({select: chip.dataset.n, edition});
  const cell = e.target.closest('[data-mark]');
  if (cell) emit({move: table.dataset.asked, to: cell.dataset.cell, edition});
}"""
DRAG_START: Final = """(e) => {
  const chip = e.target.closest('[data-n]');
  if (!chip) return;
  const edition = chip.closest('table').dataset.edition;
  e.dataTransfer.setData('text/plain', `${chip.dataset.n} ${edition}`);
  e.dataTransfer.effectAllowed = 'move';
}"""
DRAG_OVER: Final = """(e) => {
  const cell = e.target.closest('[data-cell]');
  document.querySelectorAll('.week-grid .over').forEach(c => c.classList.remove('over'));
  if (!cell) return;
  e.preventDefault();
  cell.classList.add('over');
}"""
DROP: Final = """(e) => {
  const cell = e.target.closest('[data-cell]');
  const [n, edition] = e.dataTransfer.getData('text/plain').split(' ');
  document.querySelectorAll('.week-grid .over').forEach(c => c.classList.remove('over'));
  if (!cell || !/^[0-9]+$/.test(n)) return;
  e.preventDefault();
  emit({move: n, to: cell.dataset.cell, edition});
}"""
KEY: Final = """(e) => {
  const table = e.target.closest('table');
  const cell = e.target.closest('[data-cell]');
  if (!table || !cell || e.ctrlKey || e.metaKey || e.altKey) return;
  const {taken, edition} = table.dataset;
  const step = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[e.key];
  if (step) {
    e.preventDefault();
    const rows = [...table.tBodies[0].rows];
    const row = rows[rows.indexOf(cell.parentElement) + step[0]];
    const next = row && [...row.cells][cell.cellIndex + step[1]];
    if (next && next.dataset.cell) ((!taken && next.querySelector('[data-n]')) || next).focus();
  } else if (taken !== undefined && (e.key === 'Enter' || e.key === ' ')) {
    e.preventDefault();
    e.stopPropagation();
    emit({move: taken, to: cell.dataset.cell, edition});
  } else if (taken !== undefined && e.key === 'Escape') {
    e.preventDefault();
    emit({leave: taken, edition});
  } else if (e.key === 'm' || e.key === 'M') {
    const chip = e.target.closest('[data-n]');
    if (chip) emit({take: chip.dataset.n, edition});
  }
}"""
REFOCUS: Final = """setTimeout(() => {
  if (document.activeElement && document.activeElement !== document.body) return;
  const grid = document.querySelector('.week-grid');
  const chip = ['[aria-pressed="true"]', '.changed', '.chip'].map(s => grid?.querySelector(s));
  chip.find(Boolean)?.focus({preventScroll: true});
}, 300)"""
"""Where what had the focus was drawn anew or closed: go on from the session selected."""
FOCUS_SESSION: Final = "document.querySelector('.week-grid [data-n=\"{number}\"]')?.focus()"
FOCUS_CELL: Final = (
    "document.querySelector('.week-grid [data-n=\"{number}\"]')?.closest('td')?.focus()"
)
