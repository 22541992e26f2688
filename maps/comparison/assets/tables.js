"use strict";

const COLUMNS = ["Écart (pers.)", "Écart (points)", null, null, "Besoin (pers.)"];
const NUM_CHANGES = 2;
const MOST_ROWS = 1000;

/** Letters and digits alone: accents and hyphens make no difference. */
function plain(text) {
  return text.toLowerCase().replaceAll("œ", "oe").normalize("NFD").replace(/\p{M}/gu, "").replace(/[^a-z0-9]+/g, " ").trim();
}

/** The table of gains and losses by EPCI, canton or commune; its headings sort it. */
function createTables(data, onPick) {
  const kinds = [
    { value: "epci", label: "Intercommunalités", head: "Intercommunalité" },
    { value: "canton", label: "Cantons", head: "Canton" },
    { value: "commune", label: "Communes", head: "Commune" },
  ].filter(({ value }) => data.tables[value].length > 0);
  let kind = kinds[0].value;
  let sorted = { column: 0, isRising: true };

  const titles = () => [
    kinds.find(({ value }) => value === kind).head,
    ...COLUMNS.map((title, i) => title ?? data.names[i - NUM_CHANGES]),
  ];

  function compare(a, b) {
    const { column, isRising } = sorted;
    const order = column < 0 ? a.name.localeCompare(b.name, "fr") : a.numbers[column] - b.numbers[column];
    return (isRising ? order : -order) || a.at - b.at;
  }

  function head(title, column) {
    const isSorted = sorted.column === column;
    const button = element("button", { type: "button" }, title, element("span", { "aria-hidden": "true" },
      isSorted ? (sorted.isRising ? " ▲" : " ▼") : ""));
    button.addEventListener("click", () => {
      sorted = { column, isRising: isSorted ? !sorted.isRising : true };
      update();
      byId("heads").children[column + 1].firstChild.focus();
    });
    return element("th", { scope: "col", "aria-sort": isSorted ? (sorted.isRising ? "ascending" : "descending") : null }, button);
  }

  function line(row) {
    const name = element("th", { scope: "row" });
    if (kind === "commune") {
      const button = element("button", { type: "button" }, row.name);
      button.addEventListener("click", () => onPick(row.at));
      name.append(button, element("span", { class: "fine" }, data.communes[row.at].epci));
    } else {
      name.append(row.name);
    }
    const change = { 1: "gain", 0: "", "-1": "loss" }[row.sign];
    return element("tr", {}, name, ...row.texts.map((text, i) => element("td", { class: i < NUM_CHANGES ? change : null }, text)));
  }

  function update() {
    const wanted = plain(byId("filter").value);
    const found = data.tables[kind].filter((row) => plain(row.name).includes(wanted)).sort(compare);
    show("heads", ...titles().map((title, i) => head(title, i - 1)));
    show("rows", ...found.slice(0, MOST_ROWS).map(line));
    const { name, texts } = data.whole;
    show("total", element("tr", {}, element("th", { scope: "row" }, name), ...texts.map((text) => element("td", {}, text))));
    const more = found.length > MOST_ROWS ? `, les ${MOST_ROWS} premières affichées` : "";
    byId("count").textContent = `${found.length.toLocaleString("fr-FR")} ${found.length < 2 ? "ligne" : "lignes"}${more}`;
  }

  segments("kinds", kinds, kind, (value) => {
    kind = value;
    update();
  });
  byId("filter").addEventListener("input", update);
  update();
}
