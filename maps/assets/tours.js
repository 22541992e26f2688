"use strict";

/** Day tours along the roads, in the colour of their adviser, cased in white. */
function createTours(map, data, filters, onPick) {
  const casings = addPane(map, "casings", 415);
  const renderer = addPane(map, "tours", 420);
  const group = L.layerGroup().addTo(map);
  const drawn = data.tours.map((tour) => {
    const { colour, dash } = data.advisers[tour.adviser];
    const points = tour.lines.map(decodePoints);
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
    return { tour, casing, line };
  });
  let numShown = 0;

  function width() {
    return filters.isOneDay() ? 3 : 1.8;
  }

  function update() {
    numShown = 0;
    for (const { tour, casing, line } of drawn) {
      const isShown = filters.hasTour(tour);
      numShown += Number(isShown);
      for (const layer of [casing, line]) {
        if (isShown) group.addLayer(layer);
        else group.removeLayer(layer);
      }
      line.setStyle({ weight: width() });
      casing.setStyle({ weight: width() + 2, opacity: 0.85 });
    }
  }
  update();
  filters.onChange(update);
  return { group, count: () => numShown };
}
