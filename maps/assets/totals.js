"use strict";

const UNSERVED = new Set(["not_served", "unreachable"]);

/** People of a commune whose need is not covered. */
function unmet(commune) {
  return commune.people * (1 - commune.shares[1]);
}

/** Sums over communes, the same as plan.json has for each EPCI and canton. */
function sumCommunes(communes) {
  const sum = { population: 0, need: 0, before: 0, after: 0, unserved: 0, count: communes.length };
  for (const commune of communes) {
    sum.population += commune.population;
    sum.need += commune.people;
    sum.before += commune.people * commune.shares[0];
    sum.after += commune.people * commune.shares[1];
    sum.unserved += Number(UNSERVED.has(commune.status));
  }
  return sum;
}

/** Sessions, driving and hours of what the filters let through, in a cycle or the week chosen. */
function sumSessions(data, filters) {
  const sum = { places: 0, sessions: 0, tours: 0, metres: 0, seconds: 0, people: 0 };
  const shown = new Set();
  for (const venue of data.venues) {
    const visits = filters.visitsOf(venue);
    if (visits.length === 0) continue;
    sum.places += 1;
    shown.add(venue.id);
    for (const visit of visits) sum.sessions += filters.times(visit);
  }
  for (const tour of data.tours.filter(filters.hasTour)) {
    const times = filters.times(tour);
    sum.tours += times;
    sum.metres += times * tour.distance_m;
    sum.seconds += times * tour.drive_s;
  }
  for (const commune of data.communes) if (shown.has(commune.best[0])) sum.people += commune.people;
  return sum;
}

/** Communes by unmet need, most first. */
function byUnmet(communes) {
  return [...communes].sort((a, b) => unmet(b) - unmet(a) || (a.code < b.code ? -1 : 1));
}

/** The figures of the zone chosen: what is covered before and after, who is left out. */
function createFigures(data, filters, onPick) {
  function update() {
    const communes = data.communes.filter(filters.hasCommune);
    const sum = sumCommunes(communes);
    const shares = [sum.before, sum.after].map((covered) => (sum.need > 0 ? covered / sum.need : 0));
    show("zone-name", filters.zoneName() || data.territory);
    show("big-figures",
      element("span", { class: "was" }, percentWords(shares[0])),
      element("span", { class: "arrow" }, element("span", { class: "visually-hidden" }, say("puis")), "→"),
      element("span", { class: "now" }, percentWords(shares[1])),
      element("span", { class: "fine" }, say("sans puis avec le planning")));
    show("whole-bar", shareBar(shares));
    const left = sum.need - sum.after;
    show("zone-figures",
      sum.count === 0
        ? say("Aucune commune n’est à la fois dans cet EPCI et dans ce canton.")
        : say("À aider\u00a0: {need}\u00a0; non couvertes\u00a0: {left}.", { need: aboutPeople(sum.need), left: aboutPeople(left) }));
    show("worst-count", sayCount(sum.unserved, "{number}\u00a0commune sans service sur {all}", "{number}\u00a0communes sans service sur {all}", { all: numberWords(sum.count) }));
    show("worst-rows", ...byUnmet(communes).filter((commune) => unmet(commune) >= 0.5).slice(0, 10).map((commune) =>
      element("li", {}, communeButton(commune, onPick), element("span", { class: "fine" },
        say("{people} non couvertes · {share} couvert", {
          people: aboutPeople(unmet(commune)), share: percentWords(commune.shares[1], 0),
        })))));
  }
  update();
  filters.onChange(update);
}

/** A name that opens the card of its commune. */
function communeButton(commune, onPick) {
  const button = element("button", { type: "button", class: "link" }, commune.name);
  button.addEventListener("click", () => onPick(commune));
  return button;
}
