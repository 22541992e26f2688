"use strict";

const LABEL_HEIGHT = 15;
const LETTER_WIDTH = 7;

/** Names of communes, the most populated first, as many as fit without touching. */
function createLabels(map, data) {
  map.createPane("labels").style.zIndex = 460;
  const group = L.layerGroup().addTo(map);
  const ranked = [...data.communes].sort((a, b) => b.population - a.population || (a.code < b.code ? -1 : 1));
  const symbols = [...data.advisers, ...data.venues].map(({ at }) => at);
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
      const half = (commune.name.length * LETTER_WIDTH * (rank < 4 ? 1.25 : 1)) / 2 + 5;
      const isFree = placed.every(
        (other) => Math.abs(other.x - point.x) > other.half + half || Math.abs(other.y - point.y) > LABEL_HEIGHT + 6,
      );
      if (!isFree) return;
      placed.push({ x: point.x, y: point.y, half });
      const marker = markerOf(commune, rank);
      group.addLayer(marker);
      const isOnSymbol = taken.some((at) => Math.abs(at.x - point.x) < half && Math.abs(at.y - point.y) < 12);
      marker.options.icon.options.html.classList.toggle("below", isOnSymbol);
    });
  }
  update();
  map.on("moveend", update);
  return { group };
}
