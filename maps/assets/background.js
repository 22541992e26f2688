"use strict";

/** The background map: asks nothing of the network until the reader switches it on. */
function createBackground(map, url, communes) {
  let tiles = null;
  const toast = byId("toast");
  function say(text) {
    toast.textContent = text;
    toast.hidden = !text;
  }
  return {
    set(isOn) {
      say("");
      if (tiles) tiles.remove();
      tiles = null;
      communes.setOpacity(isOn ? 0.55 : 1);
      if (!isOn) return;
      tiles = L.tileLayer(url, { maxZoom: 18, attribution: "Fond\u00a0: Plan IGN" });
      tiles.on("tileerror", () => say("Le fond de carte ne répond pas\u00a0: il demande une connexion à internet."));
      tiles.on("tileload", () => say(""));
      tiles.addTo(map);
    },
  };
}
