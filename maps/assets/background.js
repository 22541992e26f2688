"use strict";

const TOAST_MS = 10000;
const TILES_FAIL = "Le fond de carte ne répond pas\u00a0: il demande une connexion à internet.";

/** The background map: asks nothing of the network until the reader switches it on. */
function createBackground(map, url, communes, onFailure) {
  const toast = byId("toast");
  let tiles = null;
  let timer = 0;

  function say(text) {
    clearTimeout(timer);
    toast.textContent = text;
    toast.hidden = !text;
    if (text) timer = setTimeout(() => say(""), TOAST_MS);
  }

  function set(isOn) {
    say("");
    if (tiles) tiles.remove();
    tiles = isOn ? createTiles() : null;
    communes.setOpacity(isOn ? 0.55 : 1);
    if (tiles) tiles.addTo(map);
  }

  /** Tiles that give up once all that were asked for at a time have failed. */
  function createTiles() {
    const layer = L.tileLayer(url, { maxZoom: 18, attribution: "Fond\u00a0: Plan IGN" });
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
      say(TILES_FAIL);
      onFailure();
    });
    return layer;
  }

  return { set };
}
