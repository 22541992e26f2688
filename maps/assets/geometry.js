"use strict";

/** Points [lat, lon] of a list of steps in 1e-5 degrees: lon, lat, lon, lat… */
function decodePoints(steps) {
  const points = [];
  let lon = 0;
  let lat = 0;
  for (let i = 0; i < steps.length; i += 2) {
    lon += steps[i];
    lat += steps[i + 1];
    points.push([lat / 1e5, lon / 1e5]);
  }
  return points;
}

function decodePolygons(shape) {
  return shape.map((rings) => rings.map(decodePoints));
}

/** A pane of its own for a kind of symbols, with its own drawing. */
function addPane(map, name, zIndex) {
  map.createPane(name).style.zIndex = zIndex;
  return L.svg({ pane: name, padding: 0.5 });
}

/** A text beside the pointer; where nothing hovers a tap would open it over the map. */
function addHint(layer, content, { sticky = false } = {}) {
  if (matchMedia("(hover: none)").matches) return;
  layer.bindTooltip(content, { sticky, className: "hint" });
}
