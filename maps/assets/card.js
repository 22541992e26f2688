"use strict";

/** All dates of a venue in order, with their hours. */
function datesOf(data, venue) {
  const start = data.calendar[0][0];
  return venue.dates
    .flatMap(([hours, days]) => days.map((after) => [addDays(start, after), hours]))
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

/** The next three dates of a venue for somebody who reads the map on this day. */
function nextDates(data, venue, today) {
  const dates = datesOf(data, venue);
  const coming = dates.filter(([day]) => day >= today);
  if (coming.length > 0) return { title: say("Prochaines dates"), dates: coming.slice(0, 3) };
  return { title: say("Dernières dates du planning (passées)"), dates: dates.slice(-3) };
}

/** A date; the day of reading is said to be today. */
function datedWords(day, today) {
  return day === today ? say("aujourd’hui, {date}", { date: dateWords(day) }) : dateWords(day);
}

/** Stands for the zone chosen among what a card may be of. */
const ZONE = Symbol("zone");

/** A bar of the covered share, with a mark where it was before. */
function shareBar([before, after]) {
  const percent = (share) => Math.max(0, Math.min(100, 100 * share)).toFixed(1);
  return svgElement(
    "svg",
    { class: "share-bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    svgElement("rect", { width: 100, height: 8, class: "rest" }),
    svgElement("rect", { width: percent(after), height: 8, class: "after" }),
    svgElement("rect", { width: percent(Math.min(before, after)), height: 8, class: "before" }),
  );
}

/** « sur place » stays as it is; minutes are a mean over the residents. */
function byRoad(minutes) {
  return minutes.endsWith("min") ? say("à {minutes} en moyenne par la route", { minutes }) : minutes;
}

function factList(facts) {
  return element("dl", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

/** The card that tells what a commune, a venue, a tour, a base or a fixed place is. */
function createCard(data, onChange) {
  const card = byId("card");
  const venues = new Map(data.venues.map((venue) => [venue.id, venue]));
  let opener = null;
  let shown = null;

  function close() {
    if (card.hidden) return;
    card.hidden = true;
    shown = null;
    onChange();
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  }

  /** Fills and shows the card; where the reader goes on choosing, the focus stays with the choice. */
  function open(kicker, title, content, { takesFocus = true } = {}) {
    const button = element("button", { type: "button", class: "close", "aria-label": say("Fermer la fiche") }, "×");
    button.addEventListener("click", close);
    if (card.hidden) opener = document.activeElement;
    card.replaceChildren(
      button,
      element("p", { class: "kicker" }, kicker),
      element("h2", { id: "card-title" }, title),
      ...content.filter((part) => part !== null),
    );
    card.hidden = false;
    card.classList.remove("of-zone");
    shown = null;
    card.scrollTop = 0;
    if (takesFocus) card.focus({ preventScroll: true });
  }

  function sessions(venue) {
    const today = localToday();
    const { title, dates } = nextDates(data, venue, today);
    const lost = venue.lost.filter(([days]) => addDays(data.calendar[0][0], days) >= today);
    return [
      element("ul", { class: "rhythm" }, ...venue.visits.map((visit) =>
        element("li", {}, swatch(data.advisers[visit.adviser].colour, { kind: "dot" }),
          element("span", {}, visit.words, element("span", { class: "fine" }, data.advisers[visit.adviser].name))))),
      dates.length ? element("h3", {}, title) : null,
      dates.length
        ? element("ul", { class: "dates" }, ...dates.map(([day, hours]) => element("li", {}, `${datedWords(day, today)}, `, element("span", { class: "together" }, hours))))
        : null,
      venue.remark ? element("p", { class: "remark", lang: frenchOnly() }, venue.remark) : null,
      lost.length
        ? element("details", {}, element("summary", {}, say("Dates à venir sans permanence ({number})", { number: lost.length })),
          element("ul", {}, ...lost.map(([, text]) => element("li", {}, text))))
        : null,
    ].filter((part) => part !== null);
  }

  /** A session and how far it is: place, rhythm, day, hours, next dates. */
  function sessionSection(title, [id, minutes]) {
    const venue = venues.get(id);
    const kind = venue.title.startsWith(venue.kind) ? "" : venue.kind;
    return element("section", { class: "session" },
      element("h3", {}, title),
      element("p", { class: "place" }, venue.title,
        element("span", { class: "fine" }, [kind, byRoad(minutes)].filter(Boolean).join(" · "))),
      ...sessions(venue));
  }

  function placeSection(title, name, detail) {
    return element("section", { class: "session" },
      element("h3", {}, title),
      element("p", { class: "place" }, name, detail ? element("span", { class: "fine" }, detail) : null));
  }

  /** What the commune gets: its best session, the nearest one, and the nearest fixed place. */
  function options(commune) {
    const [best] = commune.best;
    const [nearest] = commune.session;
    const [fixed, minutes] = commune.fixed;
    const noRoad = say("aucune route n’y mène");
    return [
      best && best !== nearest ? sessionSection(say("Permanence la plus utile"), commune.best) : null,
      nearest
        ? sessionSection(say("Permanence la plus proche"), commune.session)
        : placeSection(say("Permanence la plus proche"), data.venues.length ? noRoad : say("aucune dans ce planning")),
      fixed
        ? placeSection(say("Lieu fixe le plus proche"), fixed, byRoad(minutes))
        : placeSection(say("Lieu fixe le plus proche"), data.offer.length ? noRoad : say("aucun dans les données")),
    ];
  }

  /** Why the commune has no weekly session, and the smallest change that would serve it. */
  function why(commune) {
    const reason = data.reasons[commune.reason];
    // that no road leads there has been said above
    if (!(reason || commune.why) || commune.status === "unreachable") return [];
    const title = commune.status === "served_here"
      ? say("Pourquoi pas plus souvent\u00a0?")
      : say("Pourquoi pas de permanence ici\u00a0?");
    return [
      element("h3", {}, title),
      reason ? element("p", { class: "why" }, reason) : null,
      commune.why ? element("p", { class: "why", lang: frenchOnly() }, commune.why) : null,
    ];
  }

  function showCommune(commune) {
    const [before, after] = commune.shares.map((share) => percentWords(share, 0));
    open([data.epcis[commune.epci][1], data.cantons[commune.canton][1]].filter(Boolean).join(" · "), commune.name, [
      element("p", { class: `status ${commune.status}` }, data.statuses[commune.status]),
      // of a commune with its own session the sentence says what the line above has said
      commune.status === "served_here" || !commune.sentence ? null : element("p", { class: "lead" }, commune.sentence),
      ...options(commune),
      ...why(commune),
      element("h3", {}, say("Besoin couvert")),
      shareBar(commune.shares),
      element("p", { class: "before-after" }, say("{before} avant, ", { before }), element("b", {}, say("{after} avec le planning", { after }))),
      factList([
        [say("Population"), sayCount(commune.population, "{number}\u00a0habitant", "{number}\u00a0habitants")],
        [say("Besoin d’aide estimé"), commune.need ?? aboutPeople(commune.people)],
        [say("Part des 15 ans et plus"), commune.need_share],
      ].filter(([, value]) => value)),
    ]);
    shown = commune;
    onChange();
  }

  /** What a zone gets; the reader has chosen it in the panel and goes on from there. */
  function showZone(kicker, title, content) {
    open(kicker, title, content, { takesFocus: false });
    card.classList.add("of-zone");
    shown = ZONE;
    onChange();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });

  /** How much of the map's right or bottom the open card hides, in pixels, with a little air. */
  function overlap(map) {
    if (card.hidden) return [14, 14];
    const frame = map.getContainer().getBoundingClientRect();
    const box = card.getBoundingClientRect();
    if (box.width < 0.9 * frame.width) return [frame.right - box.left + 20, 20];
    return [20, Math.min(Math.max(0, frame.bottom - box.top), frame.height - 120) + 20];
  }

  return {
    close,
    /** The commune whose card is open, or null. */
    commune: () => (shown === ZONE ? null : shown),
    isOfZone: () => shown === ZONE,
    overlap,
    showCommune,
    showZone,
    showVenue: (venue) => open(venue.kind, venue.title, sessions(venue)),
    showTour: (tour) => open(say("Tournée d’une journée"), data.advisers[tour.adviser].name, [
      element("p", { class: "lead" }, tour.when),
      element("ol", { class: "steps" }, ...tour.steps.map(([time, what]) =>
        element("li", {}, element("time", {}, time), element("span", {}, what)))),
      element("p", { class: "fine" }, tour.total),
    ]),
    showAdviser: (adviser) => open(say("Conseiller numérique"), adviser.name, [
      factList([[say("Base"), adviser.base], [say("Par cycle"), adviser.load]].filter(([, value]) => value)),
    ]),
    showOffer: (place) => open(say("Offre fixe existante"), place.name, [
      element("p", { class: "lead" }, [place.kind, place.commune].filter(Boolean).join(", ")),
    ]),
  };
}
