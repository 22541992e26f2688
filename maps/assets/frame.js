"use strict";

/**
 * Shows some bounds, and again when the map's frame changes until the reader moves it. What lies
 * over the map's corners is told by ``margins``.
 */
function keepFramed(map, whole, margins) {
  let bounds = whole;
  let isWhole = true;
  let isFraming = false;

  /** Moves of our own, after which the map still counts as the reader has left it. */
  function moving(move) {
    isFraming = true;
    move();
    isFraming = false;
  }

  function frame() {
    moving(() => {
      map.invalidateSize({ animate: false, pan: false });
      if (isWhole) map.fitBounds(bounds, { ...margins(), animate: false });
    });
  }

  map.on("movestart", () => {
    if (!isFraming) isWhole = false;
  });
  frame();
  new ResizeObserver(frame).observe(map.getContainer());

  /** Frames other bounds, as if the reader had not moved. */
  function reframe(other) {
    bounds = other;
    isWhole = true;
    frame();
  }

  return {
    frame,
    moving,
    show: reframe,
    isWhole: () => isWhole,
    shown: () => (isWhole ? bounds : map.getBounds()),
  };
}
