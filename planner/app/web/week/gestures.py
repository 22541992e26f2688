"""What the grid does by itself in the browser: dragging, and arrow keys from half-day to half-day.

Each is one event handler of the grid as a whole; it reads ``data-n`` (a session) and ``data-cell``
(a half-day) and sends the server what was meant. ``data-mark`` is a half-day that was judged for
the session ``data-asked`` (``marks.py``).
"""

from typing import Final

CLICK: Final = """(e) => {
  const chip = e.target.closest('[data-n]');
  if (chip) return emit({select: chip.dataset.n});
  const cell = e.target.closest('[data-mark]');
  if (cell) emit({move: cell.closest('table').dataset.asked, to: cell.dataset.cell});
}"""
DRAG_START: Final = """(e) => {
  const chip = e.target.closest('[data-n]');
  if (!chip) return;
  e.dataTransfer.setData('text/plain', chip.dataset.n);
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
  const n = e.dataTransfer.getData('text/plain');
  document.querySelectorAll('.week-grid .over').forEach(c => c.classList.remove('over'));
  if (!cell || !/^[0-9]+$/.test(n)) return;
  e.preventDefault();
  emit({move: n, to: cell.dataset.cell});
}"""
KEY: Final = """(e) => {
  const table = e.target.closest('table');
  const cell = e.target.closest('[data-cell]');
  if (!table || !cell || e.ctrlKey || e.metaKey || e.altKey) return;
  const taken = table.dataset.taken;
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
    emit({move: taken, to: cell.dataset.cell});
  } else if (taken !== undefined && e.key === 'Escape') {
    e.preventDefault();
    emit({leave: taken});
  } else if (e.key === 'm' || e.key === 'M') {
    const chip = e.target.closest('[data-n]');
    if (chip) emit({take: chip.dataset.n});
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
