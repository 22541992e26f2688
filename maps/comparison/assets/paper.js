"use strict";

/** Room for the map on A4 in pixels, as the style sheet for paper leaves it. */
const PAPER = { width: 700, height: 490 };

/** Paper has no slider: it shows what changes, as large as fits; the screen comes back as it was. */
function preparePrinting(map, modes) {
  const container = map.getContainer();
  let restore = null;

  function resize(width, height, view) {
    Object.assign(container.style, { width, height });
    map.invalidateSize({ animate: false, pan: false });
    view();
  }

  addEventListener("beforeprint", () => {
    if (restore) return;
    const { zoomSnap } = map.options;
    const [bounds, centre, zoom, mode] = [map.getBounds(), map.getCenter(), map.getZoom(), modes.shown()];
    modes.choose("change");
    map.options.zoomSnap = 0;
    resize(`${PAPER.width}px`, `${PAPER.height}px`, () => map.fitBounds(bounds, { animate: false }));
    restore = () => {
      map.options.zoomSnap = zoomSnap;
      resize("", "", () => map.setView(centre, zoom, { animate: false }));
      modes.choose(mode);
      restore = null;
    };
  });
  addEventListener("afterprint", () => restore && restore());
}
