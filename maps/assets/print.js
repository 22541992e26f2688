"use strict";

/** Room for the map on A4 in pixels: its height leaves a place for the legend below. */
const PORTRAIT = { width: 700, leastHeight: 360, mostHeight: 620 };
const LANDSCAPE = { width: 1040, height: 455 };

/**
 * The frame in which the map is drawn for paper; which way the paper lies is known to the style
 * sheet alone. Upright paper cuts ``bleed`` off on both sides, the other scales by ``landscape``.
 */
function paperFrame(map, bounds) {
  const [a, b] = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => map.project(corner, 10));
  const whole = Math.ceil((PORTRAIT.width * (b.y - a.y)) / (b.x - a.x));
  const height = Math.max(PORTRAIT.leastHeight, Math.min(PORTRAIT.mostHeight, whole));
  const landscape = LANDSCAPE.height / height;
  const bleed = Math.max(0, Math.ceil((LANDSCAPE.width / landscape - PORTRAIT.width) / 2));
  return { width: PORTRAIT.width + 2 * bleed, height, bleed, landscape };
}

/** Before printing draws the map for the paper and opens what is folded; afterwards undoes both. */
function preparePrinting(map, framing) {
  const container = map.getContainer();
  let restore = null;

  function before() {
    if (restore) return;
    const folded = [...document.querySelectorAll("details:not([open])")];
    const view = [map.getCenter(), map.getZoom()];
    const bounds = framing.shown();
    const { width, height, bleed, landscape } = paperFrame(map, bounds);
    const { zoomSnap } = map.options;
    for (const details of folded) details.open = true;
    container.style.width = `${width}px`;
    container.style.height = `${height}px`;
    const { style } = document.documentElement;
    style.setProperty("--map-height", `${height}px`);
    style.setProperty("--map-bleed", `${bleed}px`);
    style.setProperty("--map-landscape", String(landscape));
    map.options.zoomSnap = 0;
    framing.moving(() => {
      map.invalidateSize({ animate: false, pan: false });
      map.fitBounds(bounds, { padding: [bleed, 4], animate: false });
    });
    restore = () => {
      for (const details of folded) details.open = false;
      container.style.width = "";
      container.style.height = "";
      map.options.zoomSnap = zoomSnap;
      framing.moving(() => {
        map.invalidateSize({ animate: false, pan: false });
        map.setView(...view, { animate: false });
      });
      framing.frame();
      restore = null;
    };
  }

  addEventListener("beforeprint", before);
  addEventListener("afterprint", () => restore && restore());
}
