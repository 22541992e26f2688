"use strict";

/** Letters and digits alone: accents, hyphens, apostrophes and capitals make no difference. */
function searchKey(text) {
  return text
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .replace(/\bst(e?)\b/g, "saint$1");
}

/** Up to eight communes: names that begin so, then words that do, then the rest. */
function findCommunes(entries, query) {
  const key = searchKey(query);
  if (!key) return [];
  const rank = ({ name, commune }) => {
    if (name === key || commune.code.toLowerCase() === key) return 0;
    if (name.startsWith(key)) return 1;
    if (` ${name}`.includes(` ${key}`)) return 2;
    if (name.includes(key)) return 3;
    return commune.postcode === key ? 2 : 9;
  };
  return entries
    .map((entry) => ({ ...entry, rank: rank(entry) }))
    .filter((entry) => entry.rank < 9)
    .sort((a, b) => a.rank - b.rank || b.commune.population - a.commune.population || (a.name < b.name ? -1 : 1))
    .slice(0, 8)
    .map((entry) => entry.commune);
}

/** The search field: a combobox that is worked with the keyboard alone too. */
function createSearch(data, onPick) {
  const input = byId("search");
  const list = byId("search-results");
  const entries = data.communes.map((commune) => ({ commune, name: searchKey(commune.name) }));
  let found = [];
  let active = -1;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function pick(commune) {
    input.value = commune.name;
    close();
    onPick(commune);
  }

  function activate(index) {
    active = (index + found.length) % found.length;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    input.setAttribute("aria-activedescendant", list.children[active].id);
  }

  input.addEventListener("input", () => {
    found = findCommunes(entries, input.value);
    list.replaceChildren(...found.map((commune, i) => {
      const item = element("li", { id: `found-${i}`, role: "option", "aria-selected": "false" },
        commune.name, element("span", { class: "fine" }, commune.postcode || commune.code));
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => pick(commune));
      return item;
    }));
    if (found.length === 0 && searchKey(input.value)) {
      list.replaceChildren(element("li", { class: "fine", role: "option", "aria-disabled": "true" }, say("Aucune commune de ce nom")));
    }
    active = -1;
    list.hidden = list.children.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (found.length > 0 && !list.hidden) {
      if (event.key === "ArrowDown") activate(active + 1);
      else if (event.key === "ArrowUp") activate(active < 0 ? found.length - 1 : active - 1);
      else if (event.key === "Enter") pick(found[Math.max(active, 0)]);
      else return;
      event.preventDefault();
    }
  });
  input.addEventListener("blur", close);
}
