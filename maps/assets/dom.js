"use strict";

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** Builds an element; texts become text nodes, so that data can never become markup. */
function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svgElement(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG_NAMESPACE, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

function byId(id) {
  return document.getElementById(id);
}

/** Replaces the content of the element with this id. */
function show(id, ...children) {
  byId(id).replaceChildren(...children);
}

/** A little colour sample: a box, a line or a dot, drawn as the map draws it. */
function swatch(fillValue, { kind = "box", dash = "" } = {}) {
  const size = { viewBox: "0 0 22 14", width: 22, height: 14, "aria-hidden": "true", class: "swatch" };
  const shapes = {
    box: { tag: "rect", x: 0.5, y: 0.5, width: 21, height: 13, fill: fillValue, stroke: "#6b7378" },
    line: { tag: "path", d: "M1 7H21", stroke: fillValue, "stroke-width": 3, "stroke-dasharray": dash },
    dot: { tag: "circle", cx: 11, cy: 7, r: 5.5, fill: fillValue, stroke: "#fff", "stroke-width": 1.5 },
    diamond: { tag: "path", d: "M11 2L16 7L11 12L6 7Z", fill: "#fff", stroke: fillValue, "stroke-width": 1.6 },
    house: { tag: "path", d: "M4 7L11 1L18 7V13H4Z", fill: fillValue, stroke: "#fff" },
  };
  const { tag, ...attributes } = shapes[kind];
  return svgElement("svg", size, svgElement(tag, attributes));
}

/**
 * A row of buttons of which exactly one is pressed; calls back with the value chosen. Returns what
 * presses another one without a call back.
 */
function segments(id, choices, chosen, onChoose) {
  const press = (value) => choices.forEach((choice, index) => {
    buttons[index].setAttribute("aria-pressed", String(choice.value === value));
  });
  const buttons = choices.map(({ value, label, title }) => {
    const button = element("button", { type: "button", "aria-pressed": String(value === chosen) }, label);
    if (title) {
      button.setAttribute("aria-label", title);
      button.title = title;
    }
    button.addEventListener("click", () => {
      press(value);
      onChoose(value);
    });
    return button;
  });
  show(id, ...buttons);
  return press;
}

/** A labelled checkbox with a symbol; calls back with its state. */
function choice(symbol, text, detail, checked, onChange) {
  const input = element("input", { type: "checkbox", checked: checked ? "" : null });
  input.addEventListener("change", () => onChange(input.checked));
  return element(
    "label",
    {},
    input,
    symbol,
    element("span", {}, text, detail ? element("span", { class: "fine" }, detail) : null),
  );
}

function isMotionReduced() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
