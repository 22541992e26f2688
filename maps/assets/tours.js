"use strict";

/** Day tours along the roads, in the colour of their adviser, cased in white. */
function createTours(map, data, filters, onPick) {
  const casings = addPane(map, "casings", 415);
  const renderer = addPane(map, "tours", 420);
  const group = L.layerGroup().addTo(map);
  const lines = new Map();

  function lineOf(tour) {
    if (!lines.has(tour)) lines.set(tour, makeLine(tour));
    return lines.get(tour);
  }

  function makeLine(tour) {
    const { colour, dash } = data.advisers[tour.adviser];
    const points = tour.roads.map((road) => decodePoints(data.roads[road]));
    const casing = L.polyline(points, { renderer: casings, pane: "casings", color: "#fff", interactive: false });
    const line = L.polyline(points, {
      renderer,
      pane: "tours",
      className: "tour",
      color: colour,
      dashArray: dash || null,
      bubblingMouseEvents: false,
    });
    line.on("click", () => onPick(tour));
    line.on("mouseover", () => line.setStyle({ weight: line.options.weight + 2 }));
    line.on("mouseout", () => line.setStyle({ weight: width() }));
    addHint(
      line,
      () => element("span", {}, element("b", {}, data.advisers[tour.adviser].name), element("br"), tour.when),
      { sticky: true },
    );
    return { casing, line };
  }

  function width() {
    return filters.isOneDay() ? 3 : 1.8;
  }

  function update() {
    group.clearLayers();
    for (const tour of filters.drawnTours() ?? []) {
      const { casing, line } = lineOf(tour);
      group.addLayer(casing);
      group.addLayer(line);
      line.setStyle({ weight: width() });
      casing.setStyle({ weight: width() + 2, opacity: 0.85 });
    }
  }
  update();
  filters.onChange(update);
  return { group };
}
