"use strict";

const TOAST_MS = 10000;

/** A short text over the map, read out once; an empty one takes it away. */
function createToast() {
  const toast = byId("toast");
  let timer = 0;
  return (text) => {
    clearTimeout(timer);
    toast.textContent = text;
    toast.hidden = !text;
    if (text) timer = setTimeout(() => {
      toast.hidden = true;
    }, TOAST_MS);
  };
}
