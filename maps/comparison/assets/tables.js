"use strict";

const NUM_CHANGES = 2;

/** The table of gains and losses by EPCI, canton or commune; its headings sort it. */
function createTables(data, onPick) {
  const kinds = [
    { value: "epci", label: say("Intercommunalités"), head: say("Intercommunalité") },
    { value: "canton", label: say("Cantons"), head: say("Canton") },
    { value: "commune", label: say("Communes"), head: say("Commune") },
  ].filter(({ value }) => data.tables[value].length > 0);
  let kind = kinds[0].value;
  let sorted = { column: 1, isRising: true };

  const titles = () => [
    kinds.find(({ value }) => value === kind).head,
    say("Écart (pers.)"), say("Écart (points)"), ...data.names, say("Besoin (pers.)"),
  ];

  function compare(a, b) {
    const { column, isRising } = sorted;
    const order = column === 0 ? compareNames(a.name, b.name) : a.numbers[column - 1] - b.numbers[column - 1];
    return (isRising ? order : -order) || (a.code < b.code ? -1 : 1);
  }

  function figures({ numbers: [people, points, before, after, need] }) {
    return [
      signedWords(people), signedWords(100 * points, 1), percentWords(before), percentWords(after), numberWords(need),
    ];
  }

  function line(row) {
    const name = element("th", { scope: "row" });
    if (kind === "commune") {
      const button = element("button", { type: "button" }, row.name);
      button.addEventListener("click", () => onPick(row));
      name.append(button, element("span", { class: "fine" }, data.epcis[row.epci]));
    } else {
      name.append(row.name);
    }
    const change = { 1: "gain", 0: null, "-1": "loss" }[row.sign];
    return element("tr", {}, name, ...figures(row).map((text, i) => element("td", { class: i < NUM_CHANGES ? change : null }, text)));
  }

  function rows() {
    const wanted = plain(byId("filter").value);
    return data.tables[kind].filter((row) => plain(row.name).includes(wanted)).sort(compare);
  }

  function update() {
    const found = rows();
    sortHeads("heads", titles(), sorted, (chosen) => {
      sorted = chosen;
      update();
    });
    show("rows", ...found.slice(0, MOST_ROWS).map(line));
    const whole = element("th", { scope: "row" }, data.whole.name);
    show("total", element("tr", {}, whole, ...figures(data.whole).map((text) => element("td", {}, text))));
    byId("count").textContent = rowsWords(found.length);
  }

  function save() {
    const [area, people, points, before, after, need] = titles();
    const head = [say("Code INSEE"), area, people, points, `${before} (%)`, `${after} (%)`, need];
    const lines = rows().map(({ code, name: own, numbers }) => [
      code, own, csvNumber(numbers[0], 1), csvNumber(100 * numbers[1], 2), csvNumber(100 * numbers[2], 2),
      csvNumber(100 * numbers[3], 2), csvNumber(numbers[4], 1),
    ]);
    if (kind !== "commune") head[0] = say("Code");
    const name = say("gains-et-pertes");
    download(`${name}-${kind}.csv`, csvText([head, ...lines]));
  }

  segments("kinds", kinds, kind, (value) => {
    kind = value;
    update();
  });
  byId("filter").addEventListener("input", update);
  byId("download").addEventListener("click", save);
  update();
}
