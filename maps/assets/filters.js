"use strict";

/** A choice among all or one of the zones; calls back with its position, null for all. */
function zoneSelect(id, zones, all, chosen, onChoose) {
  const select = byId(id);
  select.append(element("option", { value: "" }, all), ...zones.map(([, name], index) => element("option", { value: index }, name)));
  select.value = chosen ?? "";
  select.addEventListener("change", () => onChoose(select.value === "" ? null : Number(select.value)));
  return select;
}

/** Which zone, advisers, weekday and week of the cycle are shown; listeners hear of each change. */
function createFilters(data, wanted) {
  const codeAt = (zones, code) => {
    const index = zones.findIndex(([own]) => own === code);
    return index < 0 ? null : index;
  };
  const listeners = [];
  const asked = (wanted.conseillers ?? "").split(",").map((text) => wantedIndex(text, data.advisers.length));
  const shownAdvisers = new Set(
    "conseillers" in wanted ? asked.filter((index) => index !== null) : data.advisers.keys(),
  );
  let weekday = data.weekdays.some(([value]) => String(value + 1) === wanted.jour) ? Number(wanted.jour) - 1 : null;
  let week = wantedIndex(wanted.semaine, data.cycle_weeks);
  week = week === null ? null : week + 1;
  let epci = codeAt(data.epcis, wanted.epci);
  let canton = codeAt(data.cantons, wanted.canton);
  const changed = () => listeners.forEach((listener) => listener());
  const homes = new Map(data.communes.map((commune) => [commune.code, commune]));

  const epcis = zoneSelect("epci", data.epcis, say("Tous les EPCI"), epci, (value) => {
    epci = value;
    changed();
  });
  zoneSelect("canton", data.cantons, say("Tous les cantons"), canton, (value) => {
    canton = value;
    changed();
  });
  const days = data.weekdays.map(([value, name]) => ({ value, label: name.slice(0, 3), title: name }));
  segments("weekdays", [{ value: null, label: say("Tous"), title: say("Tous les jours") }, ...days], weekday, (value) => {
    weekday = value;
    changed();
  });
  const weeks = Array.from({ length: data.cycle_weeks }, (_, i) => ({
    value: i + 1,
    label: say("S{week}", { week: i + 1 }),
    title: say("Semaine {week} du cycle", { week: i + 1 }),
  }));
  segments("weeks", [{ value: null, label: say("Toutes"), title: say("Toutes les semaines") }, ...weeks], week, (value) => {
    week = value;
    changed();
  });
  byId("weeks").hidden = data.cycle_weeks < 2;
  data.advisers.forEach((adviser, index) => {
    byId("advisers").append(
      choice(swatch(adviser.colour, { kind: "line", dash: adviser.dash }), adviser.name, adviser.load, shownAdvisers.has(index), (on) => {
        if (on) shownAdvisers.add(index);
        else shownAdvisers.delete(index);
        changed();
      }),
    );
  });

  const hasCommune = (commune) =>
    (epci === null || commune.epci === epci) && (canton === null || commune.canton === canton);
  const hasVenue = (venue) => hasCommune(homes.get(venue.commune));
  const accepts = (item) =>
    shownAdvisers.has(item.adviser) &&
    (weekday === null || item.weekday === weekday) &&
    (week === null || item.weeks.includes(week));
  return {
    onChange: (listener) => listeners.push(listener),
    hasAdviser: (index) => shownAdvisers.has(index),
    hasCommune,
    hasEpci: (index) => epci === null || index === epci,
    hasVenue,
    isWhole: () => epci === null && canton === null,
    /** Names of the zones chosen; empty for the whole territory. */
    zoneName: () => [epci === null ? "" : data.epcis[epci][1], canton === null ? "" : data.cantons[canton][1]]
      .filter(Boolean).join(" · "),
    zoneKey: () => `${epci}/${canton}`,
    chooseEpci(index) {
      epcis.value = index;
      epci = index;
      changed();
    },
    /** What the weekday and the week leave out, in words; empty when they leave out nothing. */
    words: () => [
      weekday === null ? "" : say("le {weekday}", { weekday: data.weekdays.find(([value]) => value === weekday)[1] }),
      week === null ? "" : say("en semaine {week} du cycle", { week }),
    ].filter(Boolean).join(" "),
    isOneDay: () => weekday !== null || shownAdvisers.size === 1,
    /** Whether a visit or a tour is among what the reader asked for, wherever it leads. */
    accepts,
    /** How often it takes place in a cycle, or in the week chosen. */
    times: (item) => (week === null ? item.weeks.length : 1),
    visitsOf: (venue) => (hasVenue(venue) ? venue.visits.filter(accepts) : []),
    hasTour: (tour) => accepts(tour) && tour.venues.some((index) => hasVenue(data.venues[index])),
    address: () => ({
      epci: epci === null ? null : data.epcis[epci][0],
      canton: canton === null ? null : data.cantons[canton][0],
      jour: weekday === null ? null : weekday + 1,
      semaine: week,
      conseillers: shownAdvisers.size === data.advisers.length
        ? null
        : [...shownAdvisers].sort((a, b) => a - b).map((index) => index + 1).join(","),
    }),
  };
}
