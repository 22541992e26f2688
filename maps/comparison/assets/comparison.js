"use strict";

/** The outlines, each drawn once; gives a function that fills them anew. */
function drawShapes(map, shapes) {
  const renderer = addPane(map, "land", 400);
  const outlines = shapes.map((shape) => L.polygon(decodePolygons(shape), {
    renderer, pane: "land", color: "#fff", weight: 0.6, fillOpacity: 1, interactive: false, smoothFactor: 0.4,
  }).addTo(map));
  return (fillOfShape) => outlines.forEach((outline, at) => outline.setStyle({ fillColor: fillOfShape(at) }));
}

/** Kilometres of land that a symbol covers where its size allows, so that it hides little of the communes around. */
const SYMBOL_KM = 4;
const SYMBOL_PIXELS = { least: 12, most: 20 };

/** Pixels of a kilometre at the middle of the map. */
function pixelsOfKm(map) {
  const centre = map.getCenter();
  const north = L.latLng(centre.lat + 1 / 111.32, centre.lng);
  return Math.abs(map.latLngToContainerPoint(north).y - map.latLngToContainerPoint(centre).y);
}

/** Venues that either plan visits, by what becomes of them. */
function drawVenues(map, venues) {
  addPane(map, "venues", 440);
  const resize = () => {
    const { least, most } = SYMBOL_PIXELS;
    const pixels = Math.min(most, Math.max(least, SYMBOL_KM * pixelsOfKm(map)));
    map.getPane("venues").style.setProperty("--symbol", `${pixels.toFixed(1)}px`);
  };
  resize();
  map.on("zoomend", resize);
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

function writeHead({ warnings, overview_note: note, sentences, means }) {
  const notices = [...warnings, ...(note ? [note] : [])];
  show("sentences", ...notices.map((text) => element("p", { class: "notice" }, text)),
    ...sentences.map((text) => element("p", { class: "lead" }, text)));
  show("means", ...means.map((text) => element("li", {}, text)));
}

function createMap({ bounds, borders }) {
  const isStill = isMotionReduced();
  const map = L.map("map", { zoomControl: false, zoomSnap: 0.25, attributionControl: false, minZoom: 6, maxZoom: 15,
    zoomAnimation: !isStill, fadeAnimation: !isStill, markerZoomAnimation: !isStill, inertia: !isStill });
  L.control.zoom({ position: "topright", zoomInTitle: say("Agrandir"), zoomOutTitle: say("Réduire") }).addTo(map);
  map.fitBounds(bounds, { padding: [8, 8], animate: false });
  const renderer = addPane(map, "borders", 410);
  L.polyline(borders.map(decodePoints), { renderer, pane: "borders", color: "#46525a", weight: 0.9, opacity: 0.8,
    interactive: false }).addTo(map);
  return map;
}

function startComparison(data) {
  setLanguage(data);
  writeHead(data);
  const map = createMap(data);
  const fills = { share: data.classes.share.map(fillOf), change: data.classes.change.map(fillOf) };
  const swipe = createSwipe(map, fills.share, data.names);
  const fillShapes = drawShapes(map, data.shapes);
  const chosen = addPane(map, "chosen", 412);
  drawVenues(map, data.venues);

  const fillOfMode = {
    swipe: ([before, after]) => swipe.fillOfPair(before, after),
    before: ([before]) => fills.share[before],
    after: ([, after]) => fills.share[after],
    change: ([, , change]) => fills.change[change],
  };
  let shown = "swipe";

  function setMode(mode) {
    shown = mode;
    fillShapes((at) => fillOfMode[mode](data.shape_classes[at]));
    swipe.set(mode === "swipe");
    byId("legend-title").textContent = data.modes.find(({ id }) => id === mode).title;
    show("legend", ...legendOf(mode === "change" ? data.classes.change : data.classes.share));
  }

  const press = (mode) => byId("modes").children[data.modes.findIndex(({ id }) => id === mode)].click();
  const states = Object.keys(data.venue_states).filter((state) => data.venues.some((venue) => venue.state === state));
  show("venue-legend", ...states.map((state) => element("li", {}, venueSymbol(state), element("span", {}, data.venue_states[state]))));
  segments("modes", data.modes.map(({ id, label }) => ({
    value: id, label: id === "before" ? data.names[0] : id === "after" ? data.names[1] : label,
  })), shown, setMode);
  setMode(shown);

  let outline = null;
  createTables(data, (row) => {
    const at = data.overview_note ? row.epci : data.tables.commune.indexOf(row);
    if (outline) outline.remove();
    outline = L.polygon(decodePolygons(data.shapes[at]), { renderer: chosen, pane: "chosen", color: "#11181c", weight: 3,
      fill: false, interactive: false }).addTo(map);
    map.fitBounds(outline.getBounds(), { maxZoom: 11, padding: [60, 60], animate: !isMotionReduced() });
    const [before, after] = row.status.map((status) => data.statuses[status]);
    const state = before === after ? before : say("{before}, puis {after}", { before, after });
    const [first, second] = [row.numbers[2], row.numbers[3]].map((share) => percentWords(share));
    byId("picked").textContent = say("{place}\u00a0: {state} (besoin couvert\u00a0: {first}, puis {second})", {
      place: row.name, state, first, second,
    });
    byId("map").scrollIntoView({ block: "nearest", behavior: isMotionReduced() ? "auto" : "smooth" });
  });
  createSessions(data.sessions);

  preparePrinting(map, { shown: () => shown, choose: press });
}

startComparison(JSON.parse(byId("comparison-data").textContent));
