"use strict";

/** The legend of the mode chosen, with the number of communes of the zone in each class. */
function showLegend(data, modeIndex, filters) {
  const mode = data.modes[modeIndex];
  const counts = mode.classes.map(() => 0);
  for (const commune of data.communes.filter(filters.hasCommune)) counts[commune.classes[modeIndex]] += 1;
  // a screen reader hears « communes » with each number
  show("legend-title", element("span", {}, mode.title), element("span", { class: "fine", "aria-hidden": "true" }, say("communes")));
  byId("overview-note").hidden = !data.overview_note;
  show("overview-note", data.overview_note);
  const rows = mode.classes
    .map((drawn, position) => ({ ...drawn, fill: classFill(drawn, position), count: drawn.of.reduce((sum, index) => sum + counts[index], 0) }))
    .filter((drawn) => drawn.label && (drawn.count > 0 || !["cross", "unsure"].includes(drawn.hatch)));
  show("legend", ...rows.map((drawn) =>
    element("li", {}, swatch(drawn.fill), element("span", {}, drawn.label),
      element("span", { class: "count" }, element("span", { "aria-hidden": "true" }, numberWords(drawn.count)),
        element("span", { class: "visually-hidden" }, sayCount(drawn.count, "{number}\u00a0commune", "{number}\u00a0communes"))))));
}

/** Brings into sight what the reader unfolds at the lower end of the panel. */
function keepUnfoldedInSight() {
  for (const details of document.querySelectorAll(".panel details")) {
    details.querySelector("summary").addEventListener("click", () => {
      setTimeout(() => details.open && details.scrollIntoView({ block: "nearest" }));
    });
  }
}

/** Everything in the panel that no choice changes. */
function showPanel(data) {
  const { summary } = data;
  const items = (texts, attributes = {}) => texts.map((text) => element("li", attributes, text));
  show("territory", data.territory);
  byId("notice").hidden = !data.notice;
  show("notice", data.notice);
  if (frenchOnly()) byId("notice").lang = frenchOnly();
  show("worth", summary.worth);
  show("period", summary.period);
  const lastDay = addDays(data.calendar[data.calendar.length - 1][0], 6);
  byId("over").hidden = localToday() <= lastDay;
  show("over", say("Ce planning est terminé depuis le {date}\u00a0: demandez le suivant.", { date: dateWords(lastDay) }));
  show("sentences", ...[summary.reach, summary.distance].filter(Boolean).map((text) => element("p", {}, text)),
    ...summary.bounds.map(([text, condition]) =>
      element("p", {}, text, condition ? element("span", { lang: frenchOnly() }, ` (${condition})`) : null)));
  show("cycle", data.cycle_weeks > 1 ? summary.cycle : "");
  show("assumptions",
    ...items(summary.notes), ...items([...summary.need, ...summary.assumptions], { lang: frenchOnly() }));
  const unknown = say("Les fichiers du territoire ne disent pas d’où viennent les données.");
  show("sources", ...(summary.sources.length ? items(summary.sources, { lang: frenchOnly() }) : items([unknown])));
  show("version", summary.version);
  const frequencies = [...new Set(data.venues.map((venue) => venue.sessions))].sort((a, b) => a - b).slice(0, 5);
  show("sizes", ...frequencies.flatMap((sessions) => {
    const radius = venueRadius(sessions);
    const size = 2 * radius + 2;
    return [
      svgElement("svg", { width: size, height: size, "aria-hidden": "true" },
        svgElement("circle", { cx: radius + 1, cy: radius + 1, r: radius, fill: SEVERAL_ADVISERS_COLOUR })),
      element("span", {}, String(sessions)),
    ];
  }), element("span", { class: "fine" }, say("permanences par cycle")));
}

/** Says what the filters let through, its road and whom it serves best. */
function createShown(data, filters) {
  function update() {
    const sum = sumSessions(data, filters);
    const parts = [
      sayCount(sum.places, "{number}\u00a0lieu de permanence", "{number}\u00a0lieux de permanence"),
      sayCount(sum.sessions, "{number}\u00a0permanence", "{number}\u00a0permanences"),
      sayCount(sum.tours, "{number}\u00a0tournée", "{number}\u00a0tournées"),
    ].join(", ");
    const values = {
      parts,
      km: numberWords(sum.metres / 1000),
      hours: numberWords(sum.seconds / 3600),
      when: filters.words() || say("par cycle"),
    };
    const lines = [say("{parts}, {km}\u00a0km et {hours}\u00a0h de route sur la carte {when}.", values)];
    if (sum.people > 0) {
      lines.push(say("Dans les communes dont c’est la permanence la plus utile\u00a0: {people} à aider.", { people: aboutPeople(sum.people) }));
    }
    if (filters.drawnTours() === null) {
      lines.push(say("Pour voir les tournées, trop nombreuses ensemble, choisissez une zone, un jour ou un conseiller."));
    }
    show("shown", sum.sessions > 0 ? lines.join(" ") : say("Aucune permanence avec ces choix."));
  }
  update();
  filters.onChange(update);
}

/** Says on the map that some sessions are left out, with a way back to all of them. */
function createFiltered(data, filters) {
  function update() {
    const words = filters.shownWords();
    const none = sumSessions(data, filters).sessions > 0 ? "" : ` ${say("Aucune permanence avec ces choix.")}`;
    byId("filtered").hidden = !words;
    show("filtered-words", say("Seulement\u00a0: {words}.", { words }), none);
  }
  byId("show-all").addEventListener("click", filters.showAll);
  update();
  filters.onChange(update);
}

/** On a phone the panel is a sheet at the bottom that opens and closes. */
function createSheet(map) {
  const toggle = byId("sheet-toggle");
  function setOpen(isOpen) {
    byId("panel").classList.toggle("open", isOpen);
    map.getContainer().inert = isOpen;
    toggle.setAttribute("aria-expanded", String(isOpen));
    show("sheet-toggle-text", isOpen ? say("Revenir à la carte") : say("Chiffres, filtres et explications"));
    byId("panel").scrollTop = 0;
  }
  toggle.addEventListener("click", () => setOpen(!byId("panel").classList.contains("open")));
  return {
    close: () => setOpen(false),
    /** Opens the sheet at one of its parts, unfolded. */
    openAt(id) {
      setOpen(true);
      byId(id).open = true;
      byId(id).scrollIntoView();
    },
  };
}
