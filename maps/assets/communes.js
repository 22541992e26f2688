"use strict";

const HATCH_COLOUR = "#b3123f";

/** The fill of a class: a colour, or a pattern over it that is added to the page once. */
function classFill(drawn) {
  if (!drawn.hatch) return drawn.fill;
  const id = `${drawn.hatch}-${drawn.fill.slice(1)}`;
  if (!byId(id)) {
    const strokes = {
      lines: [svgElement("path", { d: "M0 0V7", stroke: HATCH_COLOUR, "stroke-width": 2.4 })],
      cross: [svgElement("path", { d: "M0 0V7M0 0H7", stroke: "#fff", "stroke-width": 1.6 })],
      // dark on light and light on dark alike
      unsure: [
        svgElement("path", { d: "M2 0V7", stroke: "#fff", "stroke-width": 2.6 }),
        svgElement("path", { d: "M2 0V7", stroke: "#1d2408", "stroke-width": 1 }),
      ],
    }[drawn.hatch];
    byId("patterns").append(
      svgElement(
        "pattern",
        { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        svgElement("rect", { width: 7, height: 7, fill: drawn.fill }),
        ...strokes,
      ),
    );
  }
  return `url(#${id})`;
}

/** The communes, coloured by a mode; a click or the search picks one. */
function createCommunes(map, data, onPick) {
  const renderer = addPane(map, "communes", 400);
  const borders = addPane(map, "borders", 405);
  const chosen = addPane(map, "chosen", 408);
  const polygons = new Map();
  let outline = null;
  for (const commune of data.communes) {
    const polygon = L.polygon(decodePolygons(commune.shape), {
      renderer,
      pane: "communes",
      className: "commune",
      color: "#fff",
      weight: 0.6,
      fillOpacity: 1,
      smoothFactor: 0.4,
    });
    polygon.on("click", () => onPick(commune));
    addHint(
      polygon,
      () => element("span", {}, element("b", {}, commune.name), element("br"), commune.sentence,
        element("br"), `Besoin d’aide\u00a0: ${commune.need}`),
      { sticky: true },
    );
    polygons.set(commune.code, polygon.addTo(map));
  }
  L.polyline(data.borders.map(decodePoints), {
    renderer: borders,
    pane: "borders",
    className: "border",
    color: "#46525a",
    weight: 0.9,
    opacity: 0.75,
    interactive: false,
  }).addTo(map);

  return {
    bounds: L.latLngBounds(data.bounds),
    colour(modeIndex) {
      const fills = data.modes[modeIndex].classes.map(classFill);
      for (const commune of data.communes) {
        polygons.get(commune.code).setStyle({ fillColor: fills[commune.classes[modeIndex]] });
      }
    },
    setOpacity(opacity) {
      for (const polygon of polygons.values()) polygon.setStyle({ fillOpacity: opacity });
    },
    boundsOf(commune) {
      return polygons.get(commune.code).getBounds();
    },
    mark(commune) {
      if (outline) outline.remove();
      outline = commune && L.polygon(polygons.get(commune.code).getLatLngs(), {
        renderer: chosen,
        pane: "chosen",
        className: "chosen",
        color: "#11181c",
        weight: 3,
        fill: false,
        interactive: false,
      }).addTo(map);
    },
  };
}
