"use strict";

/** A cell that no spreadsheet runs as a formula, in quotes where it needs them. */
function csvCell(value) {
  const text = String(value).replace(/[\u0000-\u0020\u007f-\u009f\u2028\u2029]+/g, " ").trim();
  const safe = typeof value === "string" && /^[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[;"]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A number as the reader's spreadsheet writes it; empty for none. */
function csvNumber(value, decimals) {
  if (value === null) return "";
  const text = value.toFixed(decimals);
  return { toString: () => (speech.code === "fr" ? text.replace(".", ",") : text) };
}

/** Rows as CSV: semicolons, CRLF, UTF-8 with a byte order mark. */
function csvText(rows) {
  return `\ufeff${rows.map((row) => `${row.map(csvCell).join(";")}\r\n`).join("")}`;
}

/** Hands a file to the reader without asking any server. */
function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
