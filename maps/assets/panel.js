"use strict";

/** The legend of the mode chosen, with the number of communes of each class. */
function showLegend(mode) {
  show("legend-title", mode.title);
  const isEmpty = (drawn) => (drawn.hatch === "cross" || drawn.hatch === "unsure") && drawn.count === 0;
  const rows = mode.classes.filter((drawn) => drawn.label && !isEmpty(drawn));
  show("legend", ...rows.map((drawn) =>
    element("li", {}, swatch(classFill(drawn)), element("span", {}, drawn.label),
      element("span", { class: "count", title: "Nombre de communes" }, String(drawn.count)))));
}

/** Everything in the panel that no choice changes. */
function showPanel(data, onPick) {
  const { summary } = data;
  show("territory", data.territory);
  byId("notice").hidden = !data.notice;
  show("notice", data.notice);
  show("big-figures",
    element("span", { class: "was" }, summary.percents[0]),
    element("span", { class: "arrow", "aria-label": "puis" }, "→"),
    element("span", { class: "now" }, summary.percents[1]),
    element("span", { class: "fine" }, "sans puis avec le planning"));
  show("worth", summary.worth);
  show("period", summary.period);
  show("whole-bar", shareBar(summary.shares));
  show("sentences", ...summary.sentences.map((text) => element("p", {}, text)));
  show("cycle", data.cycle_weeks > 1 ? summary.cycle : "");
  show("uncovered-count", summary.uncovered + (summary.unmet ? `, ${summary.unmet}` : ""));
  const communes = new Map(data.communes.map((commune) => [commune.code, commune]));
  show("uncovered-rows", ...data.uncovered.map(({ code, need }) => {
    const button = element("button", { type: "button", class: "link" }, communes.get(code).name);
    button.addEventListener("click", () => onPick(communes.get(code)));
    return element("tr", {}, element("th", { scope: "row" }, button), element("td", {}, need));
  }));
  show("assumptions", ...[...summary.need, ...summary.assumptions].map((text) => element("li", {}, text)));
  show("sources", ...summary.sources.map((text) => element("li", {}, text)));
  document.getElementById("sources-title").hidden = summary.sources.length === 0;
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
  }), element("span", { class: "fine" }, "permanences par cycle"));
}

/** On a phone the panel is a sheet at the bottom that opens and closes. */
function createSheet() {
  const toggle = byId("sheet-toggle");
  function setOpen(isOpen) {
    byId("panel").classList.toggle("open", isOpen);
    toggle.setAttribute("aria-expanded", String(isOpen));
    show("sheet-toggle-text", isOpen ? "Revenir à la carte" : "Chiffres, filtres et explications");
    byId("panel").scrollTop = 0;
  }
  toggle.addEventListener("click", () => setOpen(!byId("panel").classList.contains("open")));
  return { close: () => setOpen(false) };
}
