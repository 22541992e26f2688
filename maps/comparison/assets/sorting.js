"use strict";

const MOST_ROWS = 500;

/** Letters and digits alone: accents and hyphens make no difference. */
function plain(text) {
  return text.toLowerCase().replaceAll("œ", "oe").normalize("NFD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** Names in the order of the page's language; one collator, since making one takes long. */
const collators = new Map();

function compareNames(a, b) {
  if (!collators.has(speech.code)) collators.set(speech.code, new Intl.Collator(speech.code));
  return collators.get(speech.code).compare(a, b);
}

/** Headings that sort: pressing one sorts by its column, pressing it again turns the order. */
function sortHeads(id, titles, sorted, onSort) {
  show(id, ...titles.map((title, column) => {
    const isSorted = sorted.column === column;
    const arrow = isSorted ? (sorted.isRising ? " ▲" : " ▼") : "";
    const button = element("button", { type: "button" }, title, element("span", { "aria-hidden": "true" }, arrow));
    button.addEventListener("click", () => {
      onSort({ column, isRising: isSorted ? !sorted.isRising : true });
      byId(id).children[column].firstChild.focus();
    });
    const order = isSorted ? (sorted.isRising ? "ascending" : "descending") : null;
    return element("th", { scope: "col", "aria-sort": order }, button);
  }));
}

/** How many rows there are, and that the page shows the first ones alone. */
function rowsWords(number) {
  const rows = sayCount(number, "{number}\u00a0ligne", "{number}\u00a0lignes");
  if (number <= MOST_ROWS) return rows;
  return rows + say(" (les {number} premières sont affichées, le fichier les a toutes)", { number: numberWords(MOST_ROWS) });
}

/** « a, b et c ». */
function listWords(words) {
  if (words.length < 2) return words.join("");
  return say("{first} et {last}", { first: words.slice(0, -1).join(", "), last: words.at(-1) });
}

/** A change with its sign: « +4,2 ». */
function signedWords(value, decimals = 0) {
  const text = numberWords(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}
