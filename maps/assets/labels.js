"use strict";

const LABEL_HEIGHT = 15;
const MOST_LABELS = 3000;

/** Width in pixels that a name takes in a font, as the browser will draw it. */
function measurer() {
  const context = document.createElement("canvas").getContext("2d");
  return (text, font) => {
    context.font = font;
    return context.measureText(text).width;
  };
}

/** Names of communes, the most populated first, as many as fit without touching. */
function createLabels(map, data) {
  map.createPane("labels").style.zIndex = 460;
  const group = L.layerGroup().addTo(map);
  const ranked = [...data.communes]
    .sort((a, b) => b.population - a.population || (a.code < b.code ? -1 : 1))
    .slice(0, MOST_LABELS);
  const symbols = [...data.advisers, ...data.venues].map(({ at }) => at);
  const measure = measurer();
  const { fontFamily } = getComputedStyle(document.body);
  const halfWidths = ranked.map(({ name }, rank) => {
    const font = rank < 4 ? "700 15px Georgia, serif" : `600 12px ${fontFamily}`;
    return measure(name, font) / 2 + 5;
  });
  const markers = new Map();

  function markerOf(commune, rank) {
    if (!markers.has(commune.code)) {
      const text = element("span", { class: rank < 4 ? "town big" : "town" }, commune.name);
      const icon = L.divIcon({ html: text, className: "label", iconSize: [0, 0] });
      markers.set(commune.code, L.marker(commune.at, { icon, pane: "labels", interactive: false, keyboard: false }));
    }
    return markers.get(commune.code);
  }

  function update() {
    const view = map.getBounds().pad(0.1);
    const size = map.getSize();
    const wanted = Math.max(8, Math.round((size.x * size.y) / (map.getZoom() < 10 ? 42000 : 16000)));
    const taken = symbols.filter((at) => view.contains(at)).map((at) => map.latLngToContainerPoint(at));
    const placed = [];
    group.clearLayers();
    ranked.forEach((commune, rank) => {
      if (placed.length >= wanted || !view.contains(commune.at)) return;
      const point = map.latLngToContainerPoint(commune.at);
      const half = halfWidths[rank];
      if (point.x < half || point.x + half > size.x) return; // a name cut by the frame is no name
      const isOnSymbol = taken.some((at) => Math.abs(at.x - point.x) < half && Math.abs(at.y - point.y) < 12);
      const y = point.y + (isOnSymbol ? 14 : 0);
      const isFree = placed.every(
        (other) => Math.abs(other.x - point.x) > other.half + half || Math.abs(other.y - y) > LABEL_HEIGHT + 4,
      );
      if (!isFree) return;
      placed.push({ x: point.x, y, half });
      const marker = markerOf(commune, rank);
      marker.options.icon.options.html.classList.toggle("below", isOnSymbol);
      group.addLayer(marker);
    });
  }
  update();
  map.on("moveend", update);
  return { group };
}
