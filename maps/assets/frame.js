"use strict";

/** Shows the whole territory, and again when the map's frame changes until the reader moves it. */
function keepFramed(map, bounds) {
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
      if (isWhole) map.fitBounds(bounds, { padding: [14, 14], animate: false });
    });
  }

  map.on("movestart", () => {
    if (!isFraming) isWhole = false;
  });
  frame();
  new ResizeObserver(frame).observe(map.getContainer());
  return { frame, moving, shown: () => (isWhole ? bounds : map.getBounds()) };
}
