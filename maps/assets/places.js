"use strict";

const SEVERAL_ADVISERS_COLOUR = "#33424a";

/** Area goes with the number of sessions a cycle. */
function venueRadius(sessions) {
  return 3.6 * Math.sqrt(Math.max(1, sessions));
}

/** Venues of sessions: circles in the colour of their adviser, as big as they are often visited. */
function createVenues(map, data, filters, onPick) {
  const renderer = addPane(map, "venues", 440);
  const group = L.layerGroup().addTo(map);
  const circles = new Map();

  function circleOf(venue) {
    if (!circles.has(venue.id)) circles.set(venue.id, makeCircle(venue));
    return circles.get(venue.id);
  }

  function makeCircle(venue) {
    const circle = L.circleMarker(venue.at, {
      renderer,
      pane: "venues",
      className: "venue",
      color: "#fff",
      weight: 1.6,
      fillOpacity: 1,
      bubblingMouseEvents: false,
    });
    circle.on("click", () => onPick(venue));
    addHint(circle, () => element("span", {}, element("b", {}, venue.title),
      ...venue.visits.flatMap((visit) => [element("br"), visit.words])));
    return circle;
  }

  function update() {
    const zoom = map.getZoom();
    const scale = zoom >= 11 ? 1.3 : zoom < 8.75 ? 0.75 : 1;
    for (const venue of data.venues) {
      const visits = filters.isTooWide() ? [] : filters.visitsOf(venue);
      if (visits.length === 0) {
        if (circles.has(venue.id)) group.removeLayer(circles.get(venue.id));
        continue;
      }
      const advisers = new Set(visits.map((visit) => visit.adviser));
      const colour = advisers.size === 1 ? data.advisers[visits[0].adviser].colour : SEVERAL_ADVISERS_COLOUR;
      const circle = circleOf(venue);
      circle.setStyle({ fillColor: colour }).setRadius(scale * venueRadius(venue.sessions));
      group.addLayer(circle);
    }
  }
  update();
  filters.onChange(update);
  map.on("zoomend", update);
  return { group };
}

/** A symbol that stands on the map as a small drawing. */
function symbolMarker(at, pane, symbol, className, title, onPick) {
  const icon = L.divIcon({ html: symbol, className: `symbol ${className}`, iconSize: [22, 14] });
  return L.marker(at, { icon, pane, keyboard: false, title, bubblingMouseEvents: false }).on("click", onPick);
}

/** Places of the existing fixed offer: small white diamonds; in an overview those of one zone. */
function createOffer(map, data, filters, onPick) {
  addPane(map, "offer", 430);
  const group = L.layerGroup().addTo(map);
  const make = (place) =>
    symbolMarker(place.at, "offer", swatch("#33424a", { kind: "diamond" }), "offer", place.name, () => onPick(place));
  function update() {
    group.clearLayers();
    for (const place of data.offer.filter((one) => !data.overview || filters.hasHome(one.home))) group.addLayer(make(place));
  }
  if (data.overview) filters.onChange(() => (filters.isTooWide() ? group.clearLayers() : update()));
  if (!filters.isTooWide()) update();
  const scale = () => map.getContainer().classList.toggle("far", map.getZoom() < 8.75);
  scale();
  map.on("zoomend", scale);
  return { group };
}

/** Bases of the advisers: little houses. */
function createBases(map, data, filters, onPick) {
  addPane(map, "bases", 445);
  const group = L.layerGroup().addTo(map);
  const markers = data.advisers.map((adviser) =>
    symbolMarker(adviser.at, "bases", swatch(adviser.colour, { kind: "house" }), "base", adviser.name, () => onPick(adviser)));
  function update() {
    markers.forEach((marker, index) => {
      if (filters.hasAdviser(index) && !filters.isTooWide()) group.addLayer(marker);
      else group.removeLayer(marker);
    });
  }
  update();
  filters.onChange(update);
  return { group };
}
