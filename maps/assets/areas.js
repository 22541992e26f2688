"use strict";

const AREA_COLOUR = "#7a0f4d";

/** The land beyond so many minutes of help: dotted, inside a line that is broken where the land is approximate. */
function createAreas(map, data, wanted, onChange) {
  const renderer = addPane(map, "areas", 412);
  const group = L.layerGroup().addTo(map);
  const select = byId("area-limit");
  const limits = data.areas.map(({ limit }) => String(limit));
  select.append(...limits.map((limit) => element("option", { value: limit }, say("{limit}\u00a0min", { limit }))));
  byId("areas").hidden = limits.length === 0;
  const standard = String(data.standard_minutes);
  select.value = [wanted.delai, standard, limits[0]].find((limit) => limits.includes(limit)) ?? "";
  let isBefore = false;

  byId("patterns").append(svgElement("pattern",
    { id: "unreached", width: 6, height: 6, patternUnits: "userSpaceOnUse" },
    svgElement("circle", { cx: 3, cy: 3, r: 2.3, fill: "#fff", "fill-opacity": 0.75 }),
    svgElement("circle", { cx: 3, cy: 3, r: 1.4, fill: AREA_COLOUR })));

  function update() {
    group.clearLayers();
    const area = data.areas.find(({ limit }) => String(limit) === select.value);
    if (!area) return;
    const when = isBefore ? "before" : "after";
    show("area-words", `${area.words[when]} ${area.basis}`);
    const outlines = decodePolygons(area.shapes[when]);
    const common = { renderer, pane: "areas", interactive: false };
    group.addLayer(L.polygon(outlines, { ...common, color: "#fff", weight: 3, opacity: 0.8, fill: false }));
    group.addLayer(L.polygon(outlines, {
      ...common,
      className: "unreached",
      color: AREA_COLOUR,
      weight: area.dash ? 1.6 : 1,
      dashArray: area.dash,
      fillColor: "url(#unreached)",
      fillOpacity: 1,
    }));
  }
  select.addEventListener("change", () => {
    update();
    onChange();
  });
  update();
  return {
    group,
    /** Shows the areas of the existing offer alone, or those with the plan. */
    setBefore(value) {
      isBefore = value;
      update();
    },
    address: () => ({ delai: select.value === standard || !select.value ? null : select.value }),
  };
}
