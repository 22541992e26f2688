"use strict";

const STROKES = { lines: { d: "M0 0V7", stroke: "#b3123f" }, cross: { d: "M0 0V7M0 0H7", stroke: "#fff" } };

/** The fill of a class: a colour, or a hatching over it that is added to the page once. */
function fillOf({ fill: colour, hatch }) {
  if (!hatch) return colour;
  const id = `${hatch}-${colour.slice(1)}`;
  if (!byId(id)) {
    byId("patterns").append(
      svgElement(
        "pattern",
        { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        svgElement("rect", { width: 7, height: 7, fill: colour }),
        svgElement("path", { ...STROKES[hatch], "stroke-width": 2.2 }),
      ),
    );
  }
  return `url(#${id})`;
}

/** What becomes of a venue, told by its form as well: new ones point up, lost ones are crossed. */
const VENUE_FORMS = {
  kept: { d: "M10 6a4 4 0 1 0 .01 0Z", fill: "#172026", stroke: "#fff" },
  more: { d: "M10 3L16 15H4Z", fill: "#fff", stroke: "#172026" },
  fewer: { d: "M10 17L4 5H16Z", fill: "#fff", stroke: "#172026" },
  added: { d: "M10 2L17 16H3Z", fill: "#172026", stroke: "#fff" },
  dropped: { d: "M4 4L16 16M16 4L4 16", fill: "none", stroke: "#8c0d33" },
};

function venueSymbol(state) {
  const width = state === "dropped" ? 3.4 : 1.8;
  return svgElement("svg", { viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" },
    state === "dropped"
      ? svgElement("path", { d: VENUE_FORMS.dropped.d, fill: "none", stroke: "#fff", "stroke-width": 6 })
      : null,
    svgElement("path", { ...VENUE_FORMS[state], "stroke-width": width }));
}
