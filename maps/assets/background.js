"use strict";

/** The background map: asks nothing of the network until the reader switches it on. */
function createBackground(map, url, communes, { tell, onFailure }) {
  let tiles = null;

  function set(isOn) {
    tell("");
    if (tiles) tiles.remove();
    tiles = isOn ? createTiles() : null;
    communes.setOpacity(isOn ? 0.55 : 1);
    if (tiles) tiles.addTo(map);
  }

  /** Tiles that give up once all that were asked for at a time have failed. */
  function createTiles() {
    const layer = L.tileLayer(url, { maxZoom: 18, attribution: say("Fond\u00a0: Plan IGN") });
    let numLoaded = 0;
    let numFailed = 0;
    layer.on("loading", () => {
      numLoaded = 0;
      numFailed = 0;
    });
    layer.on("tileload", () => {
      numLoaded += 1;
    });
    layer.on("tileerror", () => {
      numFailed += 1;
    });
    layer.on("load", () => {
      if (layer !== tiles || numLoaded > 0 || numFailed === 0) return;
      set(false);
      tell(say("Le fond de carte ne répond pas\u00a0: il demande une connexion à internet."));
      onFailure();
    });
    return layer;
  }

  return { set };
}
