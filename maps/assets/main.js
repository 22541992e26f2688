"use strict";

/** Pixels at the top of the map that the choice of days and weeks lies over. */
function timebarHeight() {
  const bar = document.querySelector(".timebar");
  return getComputedStyle(bar).position === "fixed" ? bar.getBoundingClientRect().bottom : 0;
}

/** Puts the page together; the map itself was made by folium. */
function startPage(map, packed, tileUrl) {
  const data = unpackTables(packed);
  setLanguage(data);
  const wanted = readAddress();
  const tell = createToast();
  const sheet = createSheet(map);
  const filters = createFilters(data, wanted);
  const parts = [];
  const address = keepAddress(parts);
  map.attributionControl.setPrefix(false);
  L.control.scale({ imperial: false }).addTo(map);

  const card = createCard(data, () => {
    communes.mark(card.commune());
    address.write();
  });
  function pick(commune, { zoom = false } = {}) {
    card.showCommune(commune);
    sheet.close();
    const view = { paddingTopLeft: [20, 20], paddingBottomRight: card.overlap(map), animate: !isMotionReduced() };
    if (zoom) map.fitBounds(communes.boundsOf(commune).pad(0.8), { maxZoom: 12, ...view });
    else map.panInside(commune.at, view);
  }
  const pickFar = (commune) => pick(commune, { zoom: true });
  const unmark = (showCard) => (item) => {
    showCard(item);
    communes.mark(null);
  };
  const communes = createCommunes(map, data, filters, pick);
  const framing = keepFramed(map, communes.zoneBounds(), () => ({
    paddingTopLeft: [14, timebarHeight() + 14],
    paddingBottomRight: card.overlap(map),
  }));
  preparePrinting(map, framing);
  const areas = createAreas(map, data, wanted, address.write);

  /** Without the plan there is neither a session nor a tour, and nothing of them to switch on. */
  function setBefore(isBefore) {
    areas.setBefore(isBefore);
    byId("stage").classList.toggle("before", isBefore);
    for (const box of ofPlan) box.querySelector("input").disabled = isBefore;
  }

  textures.areOn = wanted.motifs === "oui";
  let mode = Math.max(0, data.modes.findIndex(({ id }) => id === wanted.vue));
  function colour(index) {
    mode = index;
    communes.colour(index);
    setBefore(data.modes[index].id === "before");
    showLegend(data, index, filters);
    address.write();
  }

  showPanel(data);
  keepUnfoldedInSight();
  createFigures(data, filters, pickFar);
  const staffing = createStaffing(data, filters, pickFar);
  createSearch(data, pickFar);
  createCopyButton(tell);
  createShown(data, filters);
  createFiltered(data, filters);
  byId("staffing-link").addEventListener("click", () => sheet.openAt("staffing-part"));

  const tours = createTours(map, data, filters, unmark(card.showTour));
  const offer = createOffer(map, data, filters, unmark(card.showOffer));
  const venues = createVenues(map, data, filters, unmark(card.showVenue));
  const bases = createBases(map, data, filters, unmark(card.showAdviser));
  const labels = createLabels(map, data);
  const background = createBackground(map, tileUrl, communes, {
    tell,
    onFailure: () => {
      tilesBox.querySelector("input").checked = false;
    },
  });
  const tilesBox = choice("", say("Fond de carte IGN"), say("demande une connexion à internet"), false, background.set);
  const toggle = ({ group }) => (isOn) => (isOn ? group.addTo(map) : group.remove());
  const symbol = (kind) => swatch(SEVERAL_ADVISERS_COLOUR, { kind });
  const ofPlan = [
    choice(symbol("dot"), say("Permanences"), "", true, toggle(venues)),
    choice(symbol("line"), say("Tournées"), "", true, toggle(tours)),
    choice(symbol("house"), say("Bases des conseillers"), "", true, toggle(bases)),
  ];
  byId("layers").append(
    ...ofPlan,
    choice(symbol("diamond"), say("Offre fixe existante"), "", true, toggle(offer)),
    choice(swatch("url(#unreached)"), say("Secteurs non atteints"), "", true, toggle(areas)),
    choice("", say("Noms des communes"), "", true, toggle(labels)),
    choice("", say("Motifs"), say("une trame par classe, en plus de la couleur"), textures.areOn, (isOn) => {
      textures.areOn = isOn;
      colour(mode);
    }),
    tilesBox,
  );

  const table = createTable(data, filters, wanted, {
    onPick: pickFar,
    onToggle(isOpen) {
      if (isOpen) sheet.close();
      map.getContainer().inert = isOpen;
      address.write();
    },
  });
  parts.push(
    () => ({ vue: mode === 0 ? null : data.modes[mode].id, motifs: textures.areOn ? "oui" : null }),
    filters.address,
    areas.address,
    table.address,
    () => ({ commune: card.commune() && card.commune().code, fiche: card.isOfZone() ? "zone" : null }),
    () => {
      const { lat, lng } = map.getCenter();
      return { carte: framing.isWhole() ? null : `${lat.toFixed(4)},${lng.toFixed(4)},${map.getZoom()}` };
    },
  );
  function showZone() {
    sheet.close();
    communes.mark(null);
    showZoneCard(data, filters, card, staffing, pickFar);
  }
  let zone = filters.zoneKey();
  filters.onChange(() => {
    showLegend(data, mode, filters);
    if (zone !== filters.zoneKey()) {
      zone = filters.zoneKey();
      if (!filters.isWhole()) showZone();
      else if (card.isOfZone()) card.close();
      framing.show(communes.zoneBounds());
    }
    address.write();
  });
  map.on("moveend", address.write);

  const position = (wanted.carte ?? "").split(",").map(Number);
  if (position.length === 3 && position.every(Number.isFinite)) map.setView(position.slice(0, 2), position[2], { animate: false });
  segments("modes", data.modes.map(({ label }, value) => ({ value, label })), mode, colour);
  colour(mode);
  const asked = data.communes.find(({ code }) => code === wanted.commune);
  if (asked) pick(asked, { zoom: !wanted.carte });
  else if (wanted.fiche === "zone" && !filters.isWhole()) {
    showZone();
    framing.frame();
  }
  if (wanted.tableau) table.open();
}
