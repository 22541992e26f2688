"use strict";

/** « +1 230 » people, to the unit only where they are few. */
function signedPeople(people) {
  const number = Math.abs(people) < 100 ? Math.round(people) : 10 * Math.round(people / 10);
  if (number === 0) return "0";
  return `${number > 0 ? "+" : ""}${numberWords(number)}`;
}

/** What one adviser more or fewer would change, in the zone chosen. */
function createStaffing(data, filters, onPick) {
  const { staffing } = data;
  if (staffing.missing) {
    show("staffing-brief", say("non calculé"));
    show("staffing-link", say("Un conseiller de plus\u00a0: non calculé"));
    show("staffing", element("p", {}, staffing.missing, " ", element("code", {}, staffing.command)));
    return { more: () => "" };
  }
  const communes = new Map(data.communes.map((commune) => [commune.code, commune]));

  /** The communes that change, and by how many people in all, among those of the zone. */
  function inZone(change) {
    const found = Object.entries(change.people)
      .map(([code, people]) => ({ commune: communes.get(code), people }))
      .filter(({ commune }) => filters.hasCommune(commune));
    found.sort((a, b) => Math.abs(b.people) - Math.abs(a.people));
    const total = filters.isWhole() ? change.total : found.reduce((sum, { people }) => sum + people, 0);
    return { found, total };
  }

  function part(title, change) {
    if (!change) return [];
    const { found, total } = inZone(change);
    const listed = found.filter(({ people }) => Math.abs(people) >= 0.5).slice(0, 10);
    const isNobody = Math.round(total) === 0;
    return [
      element("h3", {}, title),
      element("p", {},
        element("b", {}, isNobody
          ? say("Presque rien ne change ici.")
          : say("{people} personnes à aider couvertes", { people: signedPeople(total) })),
        change.change ? element("span", { class: "fine", lang: frenchOnly() }, ` (${change.change})`) : null),
      element("ul", { class: "changes" }, ...listed.map(({ commune, people }) => element("li", {},
        communeButton(commune, onPick), element("span", { class: "fine" }, signedPeople(people))))),
    ];
  }

  function points() {
    const heads = [say("Conseillers"), say("Besoin couvert"), say("Au plus (prouvé)"), say("Personnes de plus")];
    return element("table", {},
      element("caption", { class: "visually-hidden" }, say("Besoin couvert selon le nombre de conseillers")),
      element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
      element("tbody", {}, ...staffing.points.map((point) => {
        const isNow = point.x === staffing.present;
        const name = isNow ? say("{number} (aujourd’hui)", { number: point.x }) : String(point.x);
        return element("tr", { class: isNow ? "now" : null }, element("th", { scope: "row" }, name),
          ...[point.covered, point.bound, point.gain || "–"].map((text) => element("td", {}, text)));
      })));
  }

  function update() {
    const { more } = staffing;
    byId("staffing-link").hidden = !more;
    if (more) {
      const people = signedPeople(inZone(more).total);
      show("staffing-brief", say("un de plus\u00a0: {people} personnes", { people }));
      show("staffing-link", say("Un conseiller de plus\u00a0: {people} personnes", { people }));
    }
    show("staffing",
      ...part(say("Avec un conseiller de plus"), more),
      ...part(say("Avec un conseiller de moins"), staffing.fewer),
      element("h3", {}, say("Sur tout le territoire")),
      points(),
      ...staffing.notes.map((text) => element("p", { class: "fine" }, text)),
      ...staffing.assumptions.map((text) => element("p", { class: "fine", lang: frenchOnly() }, text)));
  }
  update();
  filters.onChange(update);
  return {
    /** What one adviser more brings to the zone chosen, in words; empty where it is not known. */
    more() {
      if (!staffing.more) return "";
      const { total } = inZone(staffing.more);
      if (Math.round(total) === 0) return say("Presque rien ne change ici.");
      return say("{people} personnes à aider couvertes", { people: signedPeople(total) });
    },
  };
}
