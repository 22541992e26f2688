"use strict";

/** The communes of one pane, coloured by a class each. */
function drawCommunes(map, name, zIndex, communes, fillOfCommune) {
  const renderer = addPane(map, name, zIndex);
  for (const commune of communes) {
    L.polygon(decodePolygons(commune.shape), {
      renderer, pane: name, color: "#fff", weight: 0.6, fillColor: fillOfCommune(commune), fillOpacity: 1,
      interactive: false, smoothFactor: 0.4,
    }).addTo(map);
  }
  return map.getPane(name);
}

/** Venues that either plan visits, by what becomes of them. */
function drawVenues(map, venues) {
  addPane(map, "venues", 440);
  for (const venue of venues) {
    const icon = L.divIcon({ html: venueSymbol(venue.state), className: "symbol", iconSize: [20, 20] });
    const marker = L.marker(venue.at, { icon, pane: "venues", keyboard: false });
    addHint(marker, () => element("span", {}, element("b", {}, venue.title), element("br"), venue.words));
    marker.addTo(map);
  }
}

function legendOf(classes) {
  return classes.filter(({ count }) => count > 0).map((drawn) =>
    element("li", {}, swatch(fillOf(drawn)), element("span", {}, drawn.label)));
}

function startComparison(data) {
  show("sentences", ...[...data.warnings, ...data.sentences].map((text, i) =>
    element("p", { class: i < data.warnings.length ? "notice" : "lead" }, text)));
  show("means", ...data.means.map((text) => element("li", {}, text)));

  const map = L.map("map", { zoomControl: false, zoomSnap: 0.25, attributionControl: false, minZoom: 6, maxZoom: 15,
    zoomAnimation: !isMotionReduced(), fadeAnimation: !isMotionReduced() });
  L.control.zoom({ position: "topright", zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
  map.fitBounds(data.bounds, { padding: [8, 8], animate: false });

  const share = data.classes.share.map(fillOf);
  const change = data.classes.change.map(fillOf);
  const panes = {
    before: drawCommunes(map, "before", 400, data.communes, ({ classes }) => share[classes[0]]),
    after: drawCommunes(map, "after", 401, data.communes, ({ classes }) => share[classes[1]]),
    change: drawCommunes(map, "change", 402, data.communes, ({ classes }) => change[classes[2]]),
  };
  const borders = addPane(map, "borders", 410);
  L.polyline(data.borders.map(decodePoints), { renderer: borders, pane: "borders", color: "#46525a", weight: 0.9,
    opacity: 0.8, interactive: false }).addTo(map);
  const chosen = addPane(map, "chosen", 412);
  drawVenues(map, data.venues);
  const swipe = createSwipe(map, panes.before, panes.after);

  function setMode(mode) {
    const shown = mode === "swipe" ? ["before", "after"] : [mode];
    for (const [name, pane] of Object.entries(panes)) pane.style.display = shown.includes(name) ? "" : "none";
    swipe.set(mode === "swipe");
    byId("legend-title").textContent = data.modes.find(({ id }) => id === mode).title;
    show("legend", ...legendOf(mode === "change" ? data.classes.change : data.classes.share));
  }

  const states = Object.keys(data.venue_states).filter((state) => data.venues.some((venue) => venue.state === state));
  show("venue-legend", ...states.map((state) => element("li", {}, venueSymbol(state), element("span", {}, data.venue_states[state]))));
  segments("modes", data.modes.map(({ id, label }) => ({
    value: id, label: id === "before" ? data.names[0] : id === "after" ? data.names[1] : label,
  })), "swipe", setMode);
  setMode("swipe");

  let outline = null;
  createTables(data, (at) => {
    const commune = data.communes[at];
    if (outline) outline.remove();
    outline = L.polygon(decodePolygons(commune.shape), { renderer: chosen, pane: "chosen", color: "#11181c", weight: 3,
      fill: false, interactive: false }).addTo(map);
    map.fitBounds(outline.getBounds(), { maxZoom: 11, padding: [60, 60], animate: !isMotionReduced() });
    const [before, after] = commune.status;
    byId("picked").textContent = `${commune.name}\u00a0: ${before === after ? before : `${before}, puis ${after}`}`;
    byId("map").scrollIntoView({ block: "nearest", behavior: isMotionReduced() ? "auto" : "smooth" });
  });

  addEventListener("beforeprint", () => {
    byId("modes").children[data.modes.findIndex(({ id }) => id === "change")].click();
  });
}

startComparison(JSON.parse(byId("comparison-data").textContent));
