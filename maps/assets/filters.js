"use strict";

/** A choice among all or one of the zones; calls back with its position, null for all. */
function zoneSelect(id, zones, all, chosen, onChoose) {
  const select = byId(id);
  select.append(element("option", { value: "" }, all), ...zones.map(([, name], index) => element("option", { value: index }, name)));
  select.value = chosen ?? "";
  select.addEventListener("change", () => onChoose(select.value === "" ? null : Number(select.value)));
  return select;
}

/** More tours at a time hide the map. */
const MOST_TOURS = 250;

/** « 4 janvier 2027 · S1 », and what is particular about this week of the calendar. */
function calendarLabel([monday, cycleWeek, isChanged], today, hasCycle) {
  return [
    dayWords(monday),
    hasCycle ? say("S{week}", { week: cycleWeek }) : "",
    monday <= today && today <= addDays(monday, 6) ? say("cette semaine") : "",
    isChanged ? say("modifiée") : "",
  ].filter(Boolean).join(" · ");
}

/**
 * Which zone, advisers, weekday and week are shown; listeners hear of each change. The week is one
 * of the cycle, as foreseen, or one of the calendar, as it really is.
 */
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
  let date = codeAt(data.calendar, wanted.date);
  if (date !== null) week = null;
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
  const pressWeekday = segments("weekdays", [{ value: null, label: say("Tous"), title: say("Tous les jours") }, ...days], weekday, (value) => {
    weekday = value;
    changed();
  });
  const weeks = Array.from({ length: data.cycle_weeks }, (_, i) => ({
    value: i + 1,
    label: say("S{week}", { week: i + 1 }),
    title: say("Semaine {week} du cycle", { week: i + 1 }),
  }));
  const dates = byId("dates");
  const hasCycle = data.cycle_weeks > 1;
  dates.append(element("option", { value: "" }, say("Une semaine précise…")), ...data.calendar.map((one, index) =>
    element("option", { value: index }, calendarLabel(one, localToday(), hasCycle))));
  dates.value = date ?? "";
  const pressWeek = segments("weeks", [{ value: null, label: say("Toutes"), title: say("Toutes les semaines") }, ...weeks], week, (value) => {
    week = value;
    date = null;
    dates.value = "";
    changed();
  });
  dates.addEventListener("change", () => {
    date = dates.value === "" ? null : Number(dates.value);
    week = null;
    pressWeek(null);
    changed();
  });
  byId("weeks").hidden = data.cycle_weeks < 2;
  const adviserBoxes = data.advisers.map((adviser, index) =>
    choice(swatch(adviser.colour, { kind: "line", dash: adviser.dash }), adviser.name, adviser.load, shownAdvisers.has(index), (on) => {
      if (on) shownAdvisers.add(index);
      else shownAdvisers.delete(index);
      changed();
    }));
  byId("advisers").append(...adviserBoxes);

  const hasCommune = (commune) =>
    (epci === null || commune.epci === epci) && (canton === null || commune.canton === canton);
  const hasHome = (code) => homes.has(code) && hasCommune(homes.get(code));
  const hasVenue = (venue) => hasHome(venue.commune);
  const isInWeek = (item) => {
    if (date !== null) return item.held.includes(date);
    return week === null ? item.weeks.length > 0 : item.weeks.includes(week);
  };
  const accepts = (item) =>
    shownAdvisers.has(item.adviser) && (weekday === null || item.weekday === weekday) && isInWeek(item);
  const isTooWide = () => Boolean(data.overview) && epci === null && canton === null;
  const hasTour = (tour) => accepts(tour) && tour.venues.some((index) => hasVenue(data.venues[index]));
  const areAllShown = () => shownAdvisers.size === data.advisers.length;

  /** The advisers shown, by name; none, and all, need no names. */
  function adviserWords() {
    if (areAllShown()) return "";
    const names = [...shownAdvisers].sort((a, b) => a - b).map((index) => data.advisers[index].name);
    if (names.length > 3) return sayCount(names.length, "{number}\u00a0conseiller", "{number}\u00a0conseillers");
    return names.join(", ") || say("aucun conseiller");
  }

  /** What the weekday and the week leave out, in words; empty when they leave out nothing. */
  const whenWords = () => [
    weekday === null ? "" : say("le {weekday}", { weekday: data.weekdays.find(([value]) => value === weekday)[1] }),
    week === null ? "" : say("en semaine {week} du cycle", { week }),
    date === null ? "" : say("la semaine du {monday}", { monday: dayWords(data.calendar[date][0]) }),
  ].filter(Boolean).join(" ");

  return {
    onChange: (listener) => listeners.push(listener),
    /** Which sessions alone are shown; empty when all are. */
    shownWords: () => [adviserWords(), whenWords()].filter(Boolean).join(", "),
    /** Shows every adviser, day and week again; the zone stays. */
    showAll() {
      weekday = null;
      week = null;
      date = null;
      dates.value = "";
      pressWeekday(null);
      pressWeek(null);
      data.advisers.forEach((_, index) => shownAdvisers.add(index));
      for (const box of adviserBoxes) box.querySelector("input").checked = true;
      changed();
    },
    hasAdviser: (index) => shownAdvisers.has(index),
    hasCommune,
    hasEpci: (index) => epci === null || index === epci,
    hasHome,
    isWhole: () => epci === null && canton === null,
    /** Whether the map is too full to draw what is not of one zone. */
    isTooWide,
    /** The tours to draw; null while they are more than a map can show. */
    drawnTours() {
      const asked = data.tours.filter(hasTour);
      return isTooWide() || asked.length > MOST_TOURS ? null : asked;
    },
    /** Names of the zones chosen; empty for the whole territory. */
    zoneName: () => [epci === null ? "" : data.epcis[epci][1], canton === null ? "" : data.cantons[canton][1]]
      .filter(Boolean).join(" · "),
    zoneKey: () => `${epci}/${canton}`,
    chooseEpci(index) {
      epcis.value = index;
      epci = index;
      changed();
    },
    words: whenWords,
    isOneDay: () => weekday !== null || shownAdvisers.size === 1,
    /** Whether a visit or a tour is among what the reader asked for, wherever it leads. */
    accepts,
    /** How often it takes place in a cycle, or in the week chosen. */
    times: (item) => (week === null && date === null ? item.weeks.length : 1),
    visitsOf: (venue) => (hasVenue(venue) ? [...venue.visits, ...venue.one_off].filter(accepts) : []),
    hasTour,
    address: () => ({
      epci: epci === null ? null : data.epcis[epci][0],
      canton: canton === null ? null : data.cantons[canton][0],
      jour: weekday === null ? null : weekday + 1,
      semaine: week,
      date: date === null ? null : data.calendar[date][0],
      conseillers: areAllShown()
        ? null
        : [...shownAdvisers].sort((a, b) => a - b).map((index) => index + 1).join(","),
    }),
  };
}
