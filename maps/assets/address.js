"use strict";

/** What a link asks for: the fragment of the address as names and texts. */
function readAddress() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

/** A position among so many, written from 1; null for anything else. */
function wantedIndex(text, length) {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= length ? number - 1 : null;
}

/** Keeps the view in the fragment of the address, so that a link to it can be sent. */
function keepAddress(parts) {
  let written = location.hash;

  function write() {
    const view = new URLSearchParams();
    for (const part of parts) {
      for (const [name, value] of Object.entries(part())) if (value !== null) view.set(name, value);
    }
    written = view.toString() && `#${view}`;
    try {
      history.replaceState(null, "", written || location.pathname + location.search);
    } catch {
      // a reader's mail program may show the page in a frame that forbids it: there is no link then
    }
  }

  addEventListener("hashchange", () => {
    // a jump inside the page is no view
    if (byId(location.hash.slice(1))) write();
    // another view asked for in the open page is read as a link is
    else if (location.hash !== written) location.reload();
  });
  return { write };
}

/** A button that copies the address of the view. */
function createCopyButton(tell) {
  byId("copy-link").addEventListener("click", () => {
    const copied = navigator.clipboard ? navigator.clipboard.writeText(location.href) : Promise.reject(new Error());
    copied.then(
      () => tell(say("Lien copié.")),
      () => tell(say("Copiez l’adresse de la page\u00a0: elle garde cette vue.")),
    );
  });
}
