"use strict";

const MOST_ROWS = 1000;

/** The columns: what is shown, what is sorted by, and what the sheet holds. */
function tableColumns(data) {
  const frequency = data.modes.findIndex(({ id }) => id === "frequency");
  const frequencies = data.modes[frequency].classes;
  const text = (read) => ({ sort: read, shown: read, cell: read });
  const number = (read, decimals, shown) => ({
    sort: (commune) => read(commune) ?? Infinity,
    shown: (commune) => (read(commune) === null ? "–" : shown(read(commune))),
    cell: (commune) => csvNumber(read(commune), decimals),
    isNumber: true,
  });
  return [
    { id: "name", title: say("Commune"), ...text((commune) => commune.name) },
    { id: "epci", title: say("EPCI"), ...text((commune) => data.epcis[commune.epci][1]) },
    { id: "canton", title: say("Canton"), ...text((commune) => data.cantons[commune.canton][1]) },
    { id: "population", title: say("Habitants"), ...number((commune) => commune.population, 0, numberWords) },
    { id: "need", title: say("Personnes à aider (estimation)"), ...number((commune) => commune.people, 1, numberWords) },
    { id: "unmet", title: say("Besoin non couvert (personnes)"), ...number(unmet, 1, numberWords) },
    {
      id: "before", title: say("Couvert avant"),
      ...number((commune) => 100 * commune.shares[0], 1, (percent) => percentWords(percent / 100, 0)),
    },
    {
      id: "after", title: say("Couvert avec le planning"),
      ...number((commune) => 100 * commune.shares[1], 1, (percent) => percentWords(percent / 100, 0)),
    },
    { id: "minutes", title: say("Trajet moyen (min)"), ...number((commune) => commune.minutes, 1, numberWords) },
    {
      id: "frequency", title: say("Rythme"), ...text((commune) => frequencies[commune.classes[frequency]].label),
      sort: (commune) => commune.classes[frequency],
    },
    { id: "status", title: say("Situation"), ...text((commune) => data.statuses[commune.status]) },
  ];
}

/** All communes as a table over the map: the same figures for readers who do not see it. */
function createTable(data, filters, wanted, { onPick, onToggle }) {
  const view = byId("table-view");
  const kind = byId("table-kind");
  const opener = byId("open-table");
  const columns = tableColumns(data);
  let sorted = columns.find(({ id }) => id === "unmet");
  let isRising = false;
  kind.value = wanted.tableau === "sans-service" ? "sans-service" : "toutes";

  function rows() {
    const isWanted = (commune) => kind.value === "toutes" || UNSERVED.has(commune.status);
    const compare = (a, b) => {
      const [first, second] = [sorted.sort(a), sorted.sort(b)];
      const order = typeof first === "string" ? first.localeCompare(second, speech.code) : first - second;
      return (isRising ? order : -order) || (a.code < b.code ? -1 : 1);
    };
    return data.communes.filter((commune) => filters.hasCommune(commune) && isWanted(commune)).sort(compare);
  }

  function headings() {
    return columns.map((column) => {
      const button = element("button", { type: "button" }, column.title);
      button.addEventListener("click", () => {
        isRising = column === sorted ? !isRising : !column.isNumber;
        sorted = column;
        update();
        byId("table-head").querySelectorAll("button")[columns.indexOf(column)].focus();
      });
      const order = column === sorted ? (isRising ? "ascending" : "descending") : null;
      return element("th", { scope: "col", "aria-sort": order, class: column.isNumber ? "number" : null }, button);
    });
  }

  function update() {
    if (view.hidden) return;
    const found = rows();
    show("table-head", element("tr", {}, ...headings()));
    show("table-rows", ...found.slice(0, MOST_ROWS).map((commune) => element("tr", {},
      element("th", { scope: "row" }, communeButton(commune, onPick)),
      ...columns.slice(1).map((column) => element("td", { class: column.isNumber ? "number" : null }, column.shown(commune))))));
    const count = sayCount(found.length, "{number}\u00a0commune", "{number}\u00a0communes");
    const more = found.length > MOST_ROWS ? say(" (les {number} premières sont affichées, le fichier les a toutes)", { number: numberWords(MOST_ROWS) }) : "";
    show("table-count", [filters.zoneName() || data.territory, `${count}${more}`].join("\u00a0: "));
  }

  function setOpen(isOpen) {
    view.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
    document.body.classList.toggle("with-table", isOpen);
    update();
    onToggle(isOpen);
    if (isOpen) byId("table-title").focus({ preventScroll: true });
    // on a phone the button lies in the folded sheet
    else (opener.offsetParent ? opener : byId("sheet-toggle")).focus();
  }

  opener.addEventListener("click", () => setOpen(true));
  byId("close-table").addEventListener("click", () => setOpen(false));
  view.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    setOpen(false);
  });
  kind.addEventListener("change", () => {
    update();
    onToggle(true);
  });
  byId("download").addEventListener("click", () => {
    const head = [say("Code INSEE"), ...columns.map(({ title }) => title)];
    download(say("communes.csv"), csvText([head, ...rows().map((commune) => [commune.code, ...columns.map((column) => column.cell(commune))])]));
  });
  filters.onChange(update);
  return {
    open: () => setOpen(true),
    address: () => ({ tableau: view.hidden ? null : kind.value }),
  };
}
