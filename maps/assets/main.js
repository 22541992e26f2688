"use strict";

/** Puts the page together; the map itself was made by folium. */
function startPage(map, data, tileUrl) {
  const sheet = createSheet();
  const filters = createFilters(data);
  map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false }).addTo(map);

  const card = createCard(data, () => communes.mark(null));
  function pick(commune, { zoom = false } = {}) {
    communes.mark(commune);
    card.showCommune(commune);
    sheet.close();
    const view = { paddingTopLeft: [20, 20], paddingBottomRight: card.overlap(map), animate: !isMotionReduced() };
    if (zoom) map.fitBounds(communes.boundsOf(commune).pad(0.8), { maxZoom: 12, ...view });
    else map.panInside(commune.at, view);
  }
  const unmark = (showCard) => (item) => {
    communes.mark(null);
    showCard(item);
  };
  const communes = createCommunes(map, data, pick);
  function colour(index) {
    communes.colour(index);
    showLegend(data.modes[index]);
  }
  segments("modes", data.modes.map(({ label }, value) => ({ value, label })), 0, colour);
  colour(0);
  showPanel(data, (commune) => pick(commune, { zoom: true }));
  createSearch(data, (commune) => pick(commune, { zoom: true }));
  preparePrinting(map, keepFramed(map, communes.bounds));

  const tours = createTours(map, data, filters, unmark(card.showTour));
  const offer = createOffer(map, data, unmark(card.showOffer));
  const venues = createVenues(map, data, filters, unmark(card.showVenue));
  const bases = createBases(map, data, filters, unmark(card.showAdviser));
  const labels = createLabels(map, data);
  const background = createBackground(map, tileUrl, communes, () => {
    tilesBox.querySelector("input").checked = false;
  });
  const tilesBox = choice("", "Fond de carte IGN", "demande une connexion à internet", false, background.set);

  const toggle = ({ group }) => (isOn) => (isOn ? group.addTo(map) : group.remove());
  byId("layers").append(
    choice(swatch(SEVERAL_ADVISERS_COLOUR, { kind: "dot" }), "Permanences", "", true, toggle(venues)),
    choice(swatch(SEVERAL_ADVISERS_COLOUR, { kind: "line" }), "Tournées", "", true, toggle(tours)),
    choice(swatch(SEVERAL_ADVISERS_COLOUR, { kind: "house" }), "Bases des conseillers", "", true, toggle(bases)),
    choice(swatch(SEVERAL_ADVISERS_COLOUR, { kind: "diamond" }), "Offre fixe existante", "", true, toggle(offer)),
    choice("", "Noms des communes", "", true, toggle(labels)),
    tilesBox,
  );

  function count() {
    const words = (number, noun) => `${number} ${noun}${number > 1 ? "s" : ""}`;
    const places = venues.count();
    const when = filters.words();
    show("shown", `${words(places, "lieu").replace("lieus", "lieux")} de permanence et ${words(tours.count(), "tournée")} sur la carte${when && ` ${when}`}.`);
  }
  filters.onChange(count);
  count();
}
