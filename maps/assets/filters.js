"use strict";

/** Which advisers, weekday and week of the cycle are shown; listeners are told of each change. */
function createFilters(data) {
  const shownAdvisers = new Set(data.advisers.keys());
  const listeners = [];
  let weekday = null;
  let week = null;
  const changed = () => listeners.forEach((listener) => listener());

  const days = data.weekdays.map(([value, name]) => ({ value, label: name.slice(0, 3), title: name }));
  segments("weekdays", [{ value: null, label: "Tous", title: "Tous les jours" }, ...days], null, (value) => {
    weekday = value;
    changed();
  });
  const weeks = Array.from({ length: data.cycle_weeks }, (_, i) => ({
    value: i + 1,
    label: `S${i + 1}`,
    title: `Semaine ${i + 1} du cycle`,
  }));
  segments("weeks", [{ value: null, label: "Toutes", title: "Toutes les semaines" }, ...weeks], null, (value) => {
    week = value;
    changed();
  });
  byId("weeks").hidden = data.cycle_weeks < 2;
  data.advisers.forEach((adviser, index) => {
    byId("advisers").append(
      choice(swatch(adviser.colour, { kind: "line", dash: adviser.dash }), adviser.name, adviser.load, true, (on) => {
        if (on) shownAdvisers.add(index);
        else shownAdvisers.delete(index);
        changed();
      }),
    );
  });

  return {
    onChange: (listener) => listeners.push(listener),
    hasAdviser: (index) => shownAdvisers.has(index),
    /** What the weekday and the week leave out, in words; empty when they leave out nothing. */
    words: () => [
      weekday === null ? "" : `le ${data.weekdays.find(([value]) => value === weekday)[1]}`,
      week === null ? "" : `en semaine ${week} du cycle`,
    ].filter(Boolean).join(" "),
    isOneDay: () => weekday !== null || shownAdvisers.size === 1,
    /** Whether a visit or a tour is among what the reader asked for. */
    accepts: (item) =>
      shownAdvisers.has(item.adviser) &&
      (weekday === null || item.weekday === weekday) &&
      (week === null || item.weeks.includes(week)),
  };
}
