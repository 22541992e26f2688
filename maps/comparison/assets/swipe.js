"use strict";

/**
 * Shows two plans on the same outlines: left of an upright line the first, right of it the second.
 *
 * Every outline is drawn once. Where its two classes differ, its fill is a pattern as large as the
 * map, of one colour up to the line and of the other beyond it; the slider moves the line in the
 * patterns, of which there is one for each pair of classes that occurs.
 */
function createSwipe(map, fills, names) {
  const slider = byId("swipe");
  const divider = byId("divider");
  const pairs = new Map();
  let isOn = false;

  function pattern(before, after) {
    const left = svgElement("rect", { x: 0, y: 0, fill: fills[before] });
    const right = svgElement("rect", { y: 0, fill: fills[after] });
    const id = `pair-${before}-${after}`;
    const tile = svgElement("pattern", { id, patternUnits: "userSpaceOnUse" }, left, right);
    byId("patterns").append(tile);
    return { url: `url(#${id})`, tile, left, right };
  }

  /** The fill of an outline that has these classes in the two plans. */
  function fillOfPair(before, after) {
    if (before === after) return fills[before];
    const key = `${before}-${after}`;
    if (!pairs.has(key)) pairs.set(key, pattern(before, after));
    return pairs.get(key).url;
  }

  function place(node, values) {
    for (const [name, value] of Object.entries(values)) node.setAttribute(name, value);
  }

  function cut() {
    if (!isOn) return;
    const { x: width, y: height } = map.getSize();
    const { x, y } = map.containerPointToLayerPoint([0, 0]);
    const share = Number(slider.value) / 100;
    for (const { tile, left, right } of pairs.values()) {
      place(tile, { x, y, width, height });
      place(left, { width: width * share, height });
      place(right, { x: width * share, width: width * (1 - share), height });
    }
    divider.style.left = `${slider.value}%`;
    slider.setAttribute("aria-valuetext", say("{share}\u00a0: {before} à gauche, {after} à droite", {
      share: percentWords(share, 0), before: names[0], after: names[1],
    }));
  }

  slider.addEventListener("input", cut);
  map.on("move zoomend resize viewreset", cut);
  return {
    fillOfPair,
    set(on) {
      isOn = on;
      for (const part of [divider, byId("swipe-label"), byId("left"), byId("right")]) part.hidden = !on;
      cut();
    },
  };
}
