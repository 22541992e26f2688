"use strict";

/** The list of sessions that come, go or move; its headings sort it. */
function createSessions({ note, more, kinds, moves, places, advisers, rows }) {
  byId("sessions-note").textContent = more ? `${note} ${more}` : note;
  byId("sessions-list").hidden = rows.length === 0;
  const sessions = rows.map(([kind, place, before, after, moved]) => ({
    kind, moved, before, after, place: places[place][0], commune: places[place][1],
    words: plain([...places[place], ...[before, after].filter(Boolean).map((one) => advisers[one[3]])].join(" ")),
  }));
  let chosen = "";
  let sorted = { column: 2, isRising: true };

  const first = ({ before, after }) => before ?? after;
  const hours = (minute) => say("{hour}\u00a0h\u00a0{minute}", {
    hour: Math.floor(minute / 60), minute: String(minute % 60).padStart(2, "0"),
  });
  const when = (one) => (one ? `${one[0]} ${String(one[1]).padStart(4, "0")}` : "");
  const adviser = (one) => (one ? advisers[one[3]] : "");

  function advisersOf({ before, after }) {
    const [old, fresh] = [adviser(before), adviser(after)];
    return !old || !fresh || old === fresh ? old || fresh : say("{before}, puis {after}", { before: old, after: fresh });
  }

  const orders = [
    (a, b) => compareNames(kinds[a.kind], kinds[b.kind]),
    (a, b) => compareNames(a.place, b.place),
    (a, b) => compareNames(when(first(a)), when(first(b))),
    (a, b) => compareNames(when(a.after), when(b.after)),
    (a, b) => compareNames(advisersOf(a), advisersOf(b)),
  ];

  function found() {
    const wanted = plain(byId("sessions-filter").value);
    const order = orders[sorted.column];
    return sessions
      .filter((one) => (!chosen || one.kind === chosen) && one.words.includes(wanted))
      .sort((a, b) => (sorted.isRising ? order(a, b) : -order(a, b)) || orders[2](a, b) || orders[1](a, b));
  }

  function dateCell(one) {
    if (!one) return element("td", {}, element("span", { "aria-hidden": "true" }, "–"));
    return element("td", {}, dateWords(one[0]), element("span", { class: "fine" }, `${hours(one[1])}–${hours(one[2])}`));
  }

  function line(one) {
    const moved = listWords(one.moved.map((move) => moves[move]));
    return element("tr", {},
      element("td", {}, element("span", { class: `kind ${one.kind}` }, kinds[one.kind]), element("span", { class: "fine" }, moved)),
      element("th", { scope: "row" }, one.place),
      dateCell(one.before), dateCell(one.after), element("td", {}, advisersOf(one)));
  }

  function update() {
    const shown = found();
    const titles = [say("Changement"), say("Lieu"), say("Avant"), say("Après"), say("Conseiller")];
    sortHeads("sessions-heads", titles, sorted, (column) => {
      sorted = column;
      update();
    });
    show("sessions-rows", ...shown.slice(0, MOST_ROWS).map(line));
    byId("sessions-count").textContent = rowsWords(shown.length);
  }

  function cells(one) {
    if (!one) return ["", ""];
    const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    return [one[0].split("-").reverse().join("/"), `${clock(one[1])}-${clock(one[2])}`];
  }

  /** The same columns as the file of « itinerance diff --output ». */
  function save() {
    const head = [
      say("changement"), say("en quoi"), say("lieu"), say("commune"), say("date avant"), say("horaire avant"),
      say("date après"), say("horaire après"), say("conseiller avant"), say("conseiller après"),
    ];
    const lines = found().map((one) => [
      kinds[one.kind], listWords(one.moved.map((move) => moves[move])), one.place, one.commune, ...cells(one.before),
      ...cells(one.after), adviser(one.before), adviser(one.after),
    ]);
    const name = say("permanences-changees");
    download(`${name}.csv`, csvText([head, ...lines]));
  }

  const count = (kind) => ({ number: numberWords(kind ? rows.filter((row) => row[0] === kind).length : rows.length) });
  segments("session-kinds", [
    { value: "", label: say("Toutes ({number})", count("")) },
    { value: "added", label: say("Ajoutées ({number})", count("added")) },
    { value: "removed", label: say("Supprimées ({number})", count("removed")) },
    { value: "moved", label: say("Déplacées ({number})", count("moved")) },
  ], "", (value) => {
    chosen = value;
    update();
  });
  byId("sessions-filter").addEventListener("input", update);
  byId("sessions-download").addEventListener("click", save);
  update();
}
