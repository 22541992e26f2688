"use strict";

const HATCH_COLOUR = "#b3123f";
/** Whether classes that only their colour tells apart have a texture of their own as well. */
const textures = { areOn: false };
const TEXTURES = ["", "M0 3.5H7", "M3.5 0V7", "M2 3.5H5M3.5 2V5", "M3 3.5H4", "M0 0L7 7", "M1 1H2M5 5H6"];

/** Dark on light and light on dark alike. */
function casedStrokes(path, width) {
  return [
    svgElement("path", { d: path, stroke: "#fff", "stroke-width": width + 1.4, fill: "none" }),
    svgElement("path", { d: path, stroke: "#1d2408", "stroke-width": width, fill: "none" }),
  ];
}

function hatchStrokes(hatch) {
  if (hatch === "lines") return [svgElement("path", { d: "M0 0V7", stroke: HATCH_COLOUR, "stroke-width": 2.4 })];
  if (hatch === "cross") return [svgElement("path", { d: "M0 0V7M0 0H7", stroke: "#fff", "stroke-width": 1.6 })];
  return casedStrokes("M2 0V7", 1);
}

function addPattern(id, fill, strokes, attributes = {}) {
  if (byId(id)) return;
  byId("patterns").append(svgElement("pattern",
    { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", ...attributes },
    svgElement("rect", { width: 7, height: 7, fill }), ...strokes));
}

/** The fill of a class: a colour, or a pattern over it that is added to the page once. */
function classFill(drawn, position) {
  const colour = drawn.fill.slice(1);
  if (drawn.hatch) {
    const id = `${drawn.hatch}-${colour}`;
    addPattern(id, drawn.fill, hatchStrokes(drawn.hatch), { patternTransform: "rotate(45)" });
    return `url(#${id})`;
  }
  const texture = TEXTURES[position % TEXTURES.length];
  if (!textures.areOn || !texture) return drawn.fill;
  const id = `texture-${position}-${colour}`;
  addPattern(id, drawn.fill, casedStrokes(texture, 0.9));
  return `url(#${id})`;
}
