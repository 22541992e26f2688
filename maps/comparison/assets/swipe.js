"use strict";

/** Cuts two panes of the map along an upright line that a slider moves. */
function createSwipe(map, left, right) {
  const slider = byId("swipe");
  const divider = byId("divider");
  let isOn = true;

  function cut() {
    for (const pane of [left, right]) pane.style.clip = "auto";
    if (!isOn) return;
    const { x: width, y: height } = map.getSize();
    const from = map.containerPointToLayerPoint([0, 0]);
    const to = map.containerPointToLayerPoint([width, height]);
    const middle = from.x + (width * Number(slider.value)) / 100;
    left.style.clip = `rect(${from.y}px, ${middle}px, ${to.y}px, ${from.x}px)`;
    right.style.clip = `rect(${from.y}px, ${to.x}px, ${to.y}px, ${middle}px)`;
    divider.style.left = `${slider.value}%`;
  }

  slider.addEventListener("input", cut);
  map.on("move zoomend resize viewreset", cut);
  return {
    set(on) {
      isOn = on;
      for (const part of [divider, byId("swipe-label"), byId("left"), byId("right")]) part.hidden = !on;
      cut();
    },
  };
}
