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

/** Covered before, then with the plan: « 73,5 % → 84,3 % ». */
function shareWords([before, after]) {
  return [
    element("span", { class: "was" }, percentWords(before)),
    element("span", { class: "arrow" }, element("span", { class: "visually-hidden" }, say("puis")), "→"),
    element("span", { class: "now" }, percentWords(after)),
    element("span", { class: "fine" }, say("sans puis avec le planning")),
  ];
}

function sharesOf(sum) {
  return [sum.before, sum.after].map((covered) => (sum.need > 0 ? covered / sum.need : 0));
}

/** Rows of the ten communes where most people are not covered: name, how many, what is covered. */
function worstRows(communes, onPick) {
  return byUnmet(communes).filter((commune) => unmet(commune) >= 0.5).slice(0, 10).map((commune) =>
    element("tr", {}, element("th", { scope: "row" }, communeButton(commune, onPick)),
      element("td", {}, aboutNumber(unmet(commune))),
      element("td", {}, percentWords(commune.shares[1], 0))));
}

function worstHead() {
  const titles = [say("Commune"), say("Non couvertes"), say("Couvert")];
  return element("tr", {}, ...titles.map((title) => element("th", { scope: "col" }, title)));
}

function unservedWords(sum) {
  return sayCount(sum.unserved, "{number}\u00a0commune sans service sur {all}", "{number}\u00a0communes sans service sur {all}", { all: numberWords(sum.count) });
}

function needWords(sum) {
  return say("À aider\u00a0: {need}\u00a0; non couvertes\u00a0: {left}.", { need: aboutPeople(sum.need), left: aboutPeople(sum.need - sum.after) });
}

/** The figures of the zone chosen: what is covered before and after, who is left out. */
function createFigures(data, filters, onPick) {
  show("worst-head", worstHead());
  function update() {
    const communes = data.communes.filter(filters.hasCommune);
    const sum = sumCommunes(communes);
    show("zone-name", filters.zoneName() || data.territory);
    show("big-figures", ...shareWords(sharesOf(sum)));
    show("whole-bar", shareBar(sharesOf(sum)));
    show("zone-figures", sum.count === 0 ? say("Aucune commune n’est à la fois dans cet EPCI et dans ce canton.") : needWords(sum));
    show("worst-count", unservedWords(sum));
    show("worst-rows", ...worstRows(communes, onPick));
  }
  update();
  filters.onChange(update);
}

/** The card of the zone chosen: its coverage, its worst served communes, one adviser more. */
function showZoneCard(data, filters, card, staffing, onPick) {
  const communes = data.communes.filter(filters.hasCommune);
  const sum = sumCommunes(communes);
  const rows = worstRows(communes, onPick);
  const more = staffing.more();
  card.showZone(sayCount(sum.count, "{number}\u00a0commune", "{number}\u00a0communes"), filters.zoneName(), [
    element("p", { class: "big-figures" }, ...shareWords(sharesOf(sum))),
    shareBar(sharesOf(sum)),
    element("p", { class: "fine" }, sum.count === 0 ? say("Aucune commune n’est à la fois dans cet EPCI et dans ce canton.") : needWords(sum)),
    more ? element("p", { class: "more" }, say("Avec un conseiller de plus\u00a0: "), element("b", {}, more)) : null,
    rows.length ? element("h3", {}, say("Communes les moins bien servies")) : null,
    rows.length ? element("table", { class: "worst" }, element("thead", {}, worstHead()), element("tbody", {}, ...rows)) : null,
  ]);
}

/** A name that opens the card of its commune. */
function communeButton(commune, onPick) {
  const button = element("button", { type: "button", class: "link" }, commune.name);
  button.addEventListener("click", () => onPick(commune));
  return button;
}
