"use strict";

/** A hint that names a commune, or in an overview an EPCI. */
function hintOf(data, drawn) {
  if (data.overview) return () => element("b", {}, data.epcis[drawn.epci][1]);
  return () => element("span", {}, element("b", {}, drawn.name), element("br"), drawn.sentence,
    element("br"), say("Besoin d’aide\u00a0: {need}", { need: drawn.need }));
}

/**
 * The communes, or the EPCIs of an overview: coloured by a mode, pale outside the zone chosen. A
 * click picks a commune, or chooses an EPCI.
 */
function createCommunes(map, data, filters, onPick) {
  const renderer = addPane(map, "communes", 400);
  const borders = addPane(map, "borders", 405);
  const chosen = addPane(map, "chosen", 408);
  const isShown = (drawn) => (data.overview ? filters.hasEpci(drawn.epci) : filters.hasCommune(drawn));
  let outline = null;
  let opacity = 1;

  const polygons = (data.overview ?? data.communes).map((drawn) => {
    const polygon = L.polygon(decodePolygons(drawn.shape), {
      renderer,
      pane: "communes",
      className: "commune",
      color: "#fff",
      weight: 0.6,
      fillOpacity: 1,
      smoothFactor: 0.4,
    });
    polygon.on("click", () => (data.overview ? filters.chooseEpci(drawn.epci) : onPick(drawn)));
    addHint(polygon, hintOf(data, drawn), { sticky: true });
    return { drawn, polygon: polygon.addTo(map) };
  });
  const dots = L.layerGroup().addTo(map);
  let mode = 0;

  /** In an overview the communes of the zone chosen, as dots in the colour of their class. */
  function drawDots() {
    dots.clearLayers();
    if (!data.overview || filters.isWhole()) return;
    const fills = data.modes[mode].classes.map(classFill);
    for (const commune of data.communes.filter(filters.hasCommune)) {
      const dot = L.circleMarker(commune.at, {
        renderer: chosen,
        pane: "chosen",
        className: "dot",
        radius: 6,
        color: "#fff",
        weight: 1.5,
        fillColor: fills[commune.classes[mode]],
        fillOpacity: 1,
      });
      dot.on("click", () => onPick(commune));
      addHint(dot, () => element("b", {}, commune.name));
      dots.addLayer(dot);
    }
  }
  drawDots();
  filters.onChange(drawDots);
  const byCode = new Map(polygons.map(({ drawn, polygon }) => [drawn.code, polygon]));

  function shade() {
    // the dots of an overview's zone stand out before its own colour
    const strength = data.overview && !filters.isWhole() ? 0.35 : 1;
    for (const { drawn, polygon } of polygons) {
      polygon.setStyle({ fillOpacity: opacity * (isShown(drawn) ? strength : 0.15) });
    }
  }
  shade();
  filters.onChange(shade);
  L.polyline(data.borders.map(decodePoints), {
    renderer: borders,
    pane: "borders",
    className: "border",
    color: "#46525a",
    weight: 0.9,
    opacity: 0.75,
    interactive: false,
  }).addTo(map);

  function markAs(commune) {
    const style = { renderer: chosen, pane: "chosen", className: "chosen", color: "#11181c", weight: 3, fill: false, interactive: false };
    const polygon = byCode.get(commune.code);
    return polygon ? L.polygon(polygon.getLatLngs(), style) : L.circleMarker(commune.at, { ...style, radius: 9 });
  }

  return {
    colour(modeIndex) {
      mode = modeIndex;
      drawDots();
      const fills = data.modes[modeIndex].classes.map(classFill);
      for (const { drawn, polygon } of polygons) polygon.setStyle({ fillColor: fills[drawn.classes[modeIndex]] });
    },
    setOpacity(value) {
      opacity = value;
      shade();
    },
    /** Bounds of the communes of the zone chosen; of all where it has none. */
    zoneBounds() {
      const bounds = L.latLngBounds([]);
      for (const { drawn, polygon } of polygons) if (isShown(drawn)) bounds.extend(polygon.getBounds());
      return bounds.isValid() ? bounds : L.latLngBounds(data.bounds);
    },
    boundsOf(commune) {
      const polygon = byCode.get(commune.code);
      return polygon ? polygon.getBounds() : L.latLng(commune.at).toBounds(6000);
    },
    mark(commune) {
      if (outline) outline.remove();
      outline = commune && markAs(commune).addTo(map);
    },
  };
}
