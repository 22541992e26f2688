"use strict";

/** The page's language and its translations; French, in which messages are written, needs none. */
const speech = { code: "fr", messages: {} };

function setLanguage({ language, messages }) {
  speech.code = language;
  speech.messages = messages;
}

function fillIn(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** A message in the page's language, its {names} filled in. */
function say(message, values = {}) {
  return fillIn(speech.messages[message] ?? message, values);
}

/** The message of one thing or of many; in French none is one. */
function sayCount(number, one, many, values = {}) {
  const isOne = speech.code === "fr" ? number < 2 : number === 1;
  const pair = speech.messages[one] ?? [one, many];
  return fillIn(pair[isOne ? 0 : 1], { number: numberWords(number), ...values });
}

/** What marks a text that is French on every page; nothing on a French one. */
function frenchOnly() {
  return speech.code === "fr" ? null : "fr";
}

/** Number formats by language and decimals: making one takes longer than using it. */
const numberFormats = new Map();

function numberWords(value, decimals = 0) {
  const locale = speech.code === "fr" ? "fr-FR" : "en-GB";
  const key = `${locale}/${decimals}`;
  if (!numberFormats.has(key)) {
    const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    numberFormats.set(key, new Intl.NumberFormat(locale, options));
  }
  const text = numberFormats.get(key).format(value + 0);
  return text.replace(/\s/g, "\u202f").replace(/^-(?=.*[1-9])/, "\u2212").replace(/^-/, "");
}

/** A share of 1 in per cent; all but all is never 100 %. */
function percentWords(share, decimals = 1) {
  const percent = share < 1 ? Math.min(100 * share, 100 - 10 ** -decimals) : 100 * share;
  return say("{number}\u00a0%", { number: numberWords(percent, decimals) });
}

/** What an estimated number of people is rounded to. */
function roundedPeople(need) {
  const people = Math.round(need);
  const step = people < 100 ? 5 : people < 1000 ? 10 : 100;
  return numberWords(step * Math.floor(need / step + 0.5));
}

/** An estimated number of people, no more exactly than it is known. */
function aboutPeople(need) {
  const people = Math.round(need);
  if (people < 1) return say("moins d’une personne");
  if (people < 5) return say("moins de 5\u00a0personnes");
  return say("environ {number}\u00a0personnes", { number: roundedPeople(need) });
}

/** The same in a column of numbers. */
function aboutNumber(need) {
  return Math.round(need) < 5 ? say("moins de 5") : say("env. {number}", { number: roundedPeople(need) });
}

/** Year, month, day and weekday of 2027-01-05, whatever the reader's time zone. */
function dateParts(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  return { year, month, day, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

/** « 5 janvier 2027 » for 2027-01-05. */
function dayWords(iso) {
  const { year, month, day } = dateParts(iso);
  const months = [
    say("janvier"), say("février"), say("mars"), say("avril"), say("mai"), say("juin"),
    say("juillet"), say("août"), say("septembre"), say("octobre"), say("novembre"), say("décembre"),
  ];
  const first = say("1er");
  return say("{day}\u00a0{month}\u00a0{year}", { day: day === 1 ? first : day, month: months[month - 1], year });
}

/** « mardi 5 janvier 2027 » for 2027-01-05. */
function dateWords(iso) {
  const weekdays = [
    say("dimanche"), say("lundi"), say("mardi"), say("mercredi"), say("jeudi"), say("vendredi"), say("samedi"),
  ];
  return say("{weekday} {date}", { weekday: weekdays[dateParts(iso).weekday], date: dayWords(iso) });
}

/** The day so many days after another, as 2027-01-05. */
function addDays(iso, days) {
  return new Date(Date.parse(`${iso}T00:00:00Z`) + days * 864e5).toISOString().slice(0, 10);
}

/** The reader's own date, as 2027-01-05. */
function localToday() {
  const now = new Date();
  const pad = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}
