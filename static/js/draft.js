// Words survive a closed tab, a failed post and an expired session: every form with data-draft="key" is kept on this
// device and given back, until the server says that it was posted (?posted=1 on the page it leads to) or 30 days pass.
// data-draft-over (with data-draft-base, the version of the text): the draft stands over the page's own words, as in an
// edit. data-draft-add on a field: what the page brings (a quotation) comes after the draft's words. data-draft-brought:
// the address brought a title; a draft of another question is put aside and offered. A member's drafts are marked
// (<body data-whose>): nobody else who signs in here is given them, and a visitor's are whoever's signs in next.
import { saver, whose } from "./drafts.js";

const PREFIX = "draft:";
const DAYS = 30 * 24 * 3600 * 1000;
const SENT_WITHIN = 24 * 3600 * 1000;
const MARK = document.body.dataset.whose ? `@${document.body.dataset.whose}` : "";

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)) || null; } catch { return null; }
}

function write(key, draft) {
  try { localStorage.setItem(key, JSON.stringify(draft)); return true; } catch { return false; }
}

function forget(key) {
  try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
}

function keys() {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
}

// The draft sent last is the one that was posted.
function posted() {
  const url = new URL(location.href);
  if (!url.searchParams.has("posted")) return;
  const sent = keys().map((key) => [read(key)?.sent || 0, key]).filter(([at]) => Date.now() - at < SENT_WITHIN).sort();
  if (sent.length) forget(sent.at(-1)[1]);
  url.searchParams.delete("posted");
  history.replaceState(history.state, "", url);
}

// What was written before signing in goes on as the member's own.
function keyOf(form) {
  const open = PREFIX + form.dataset.draft, own = open + MARK;
  const left = MARK && read(open);
  if (left && (!read(own) || read(own).synced)) { write(own, left); forget(open); }
  return own;
}

// The words of this device for the form: not those of another question than the one that the address begins.
function keptFor(form, key) {
  const aside = `${key}:aside`, kept = read(key);
  if (!("draftBrought" in form.dataset)) {
    if (!kept && read(aside)) { write(key, read(aside)); forget(aside); }
    return read(key);
  }
  if (!kept || kept.synced || (kept.values?.title || "").trim() === form.elements.title.value.trim()) return kept;
  write(aside, kept);
  forget(key);
  return null;
}

function sweep() {
  for (const key of keys()) if (!(Date.now() - (read(key)?.at || 0) < DAYS)) forget(key);
}

const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !["hidden", "password", "submit", "file"].includes(field.type) && field.tagName !== "BUTTON");

function valuesOf(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "checkbox") { if (field.checked) (values[field.name] ||= []).push(field.value); }
    else if (field.type === "radio") { if (field.checked) values[field.name] = field.value; }
    else if (field.value) values[field.name] = field.value;
  }
  return values;
}

// Fields that the person set by hand (preview.js marks them): a suggestion must not change them later.
const chosenIn = (form) => [...new Set(fieldsOf(form).filter((field) => field.dataset.chosen).map((field) => field.name))];

const isText = (field) => field.tagName === "TEXTAREA" || field.type === "text";

// The draft's words, then what the page brings, unless that was added before.
function together(draft, brought) {
  if (!brought.trim() || draft.includes(brought.trim())) return draft;
  return `${draft.trimEnd()}\n\n${brought}`;
}

// Gives back only what the page left empty: what the server sent along with an error is newer.
function giveBack(form, values, byHand, over = "draftOver" in form.dataset) {
  const chosen = new Set(fieldsOf(form).filter((field) => field.checked).map((field) => field.name));
  let given = false;
  for (const field of fieldsOf(form)) {
    const value = values[field.name];
    if (byHand.includes(field.name)) field.dataset.chosen = "1";
    if (value === undefined && !over) continue;
    if (field.type === "radio" || field.type === "checkbox") {
      if (over || !chosen.has(field.name)) field.checked = [value].flat().includes(field.value);
    } else {
      const before = field.value;
      if (over || !before) field.value = value || "";
      else if ("draftAdd" in field.dataset) field.value = together(value, before);
      given = given || (isText(field) && field.value !== before);
    }
  }
  return given;
}

// The words of the quiet line come from the page, in its language; without the line nothing is said.
const lineOf = (form) => form.querySelector("[data-draft-line]") || document.createElement("p");

function watch(form) {
  const key = keyOf(form);
  const box = lineOf(form);
  const words = box.dataset;
  const kept = keptFor(form, key);
  const texts = (values) => fieldsOf(form).filter(isText).map((field) => values[field.name] || "").join("\n");
  // A quotation is added to the words of this device, whatever the server has.
  const adds = fieldsOf(form).some((field) => "draftAdd" in field.dataset);
  if (adds && kept?.version) form.dataset.draftVersion = kept.version;
  const ofServer = Number(form.dataset.draftVersion || 0) > 0 && !adds;
  const mine = kept && (adds ? "ours" : whose(form, kept, texts(kept.values || {}) === texts(valuesOf(form))));
  const unsaved = "draftPlace" in form.dataset && kept && !kept.synced && mine !== "theirs";
  if (mine === "theirs") forget(key);
  const given = kept && mine !== "theirs" && giveBack(form, kept.values || {}, kept.chosen || [], (unsaved && ofServer) || "draftOver" in form.dataset);
  if (given || ofServer) {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn btn--quiet";
    again.textContent = words.again;
    again.addEventListener("click", () => { forget(key); form.reset(); for (const field of fieldsOf(form)) if (isText(field)) field.value = ofServer ? "" : field.defaultValue; box.textContent = ""; if (server) server.check(); form.dispatchEvent(new Event("input", { bubbles: true })); form.querySelector("input:not([type=hidden]), textarea")?.focus(); });
    const changed = words.changed && kept.base !== form.dataset.draftBase;
    box.append((changed ? words.changed : words.restored) + " ", again);
    // Later: the other modules of the page are not listening yet.
    setTimeout(() => form.dispatchEvent(new Event("input", { bubbles: true })));
  }
  let timer = 0;
  const version = () => Number(form.dataset.draftVersion || 0);
  const server = "draftPlace" in form.dataset && saver(form, {
    line: box,
    values: () => valuesOf(form),
    fill: (words) => { giveBack(form, words, [], true); form.dispatchEvent(new Event("input", { bubbles: true })); write(key, { values: valuesOf(form), at: Date.now(), version: version(), synced: true }); },
    synced: (now) => { const held = read(key); if (held) write(key, { ...held, version: now, synced: true }); },
  });
  if (server && unsaved) { form.dataset.draftVersion = kept.version || 0; setTimeout(() => server.check(String(kept.version || 0))); }
  const keep = (more = {}) => {
    clearTimeout(timer);
    timer = 0;
    const values = valuesOf(form);
    const text = fieldsOf(form).some((field) => isText(field) && field.value.trim());
    if (server && !more.sent) server.soon();
    if (!text) return forget(key);
    if (write(key, { values, chosen: chosenIn(form), at: Date.now(), base: form.dataset.draftBase, version: version(), ...more }) && !more.sent && !box.querySelector("button")) box.textContent = words.saved;
  };
  form.addEventListener("input", (event) => { if (!event.isTrusted) return; clearTimeout(timer); timer = setTimeout(keep, 400); });
  form.addEventListener("completed", () => keep());
  form.addEventListener("change", (event) => { if (event.isTrusted) keep(); });
  form.addEventListener("submit", (event) => keep(["preview", "sign_in"].includes(event.submitter?.name) ? {} : { sent: Date.now() }));
  // Only what was not kept yet: words that were posted must not come back from a page left behind.
  addEventListener("pagehide", () => { if (timer) keep(); });
  if ("draftBrought" in form.dataset && read(`${key}:aside`)) offer(form, box, `${key}:aside`, keep);
}

// Another question was begun here: the words change places.
function offer(form, box, aside, keep) {
  const { values, chosen } = read(aside);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--quiet", textContent: `${box.dataset.other} ${values.title || "…"}` });
  button.addEventListener("click", () => {
    const now = valuesOf(form);
    if (now.source || now.title) write(aside, { values: now, chosen: chosenIn(form), at: Date.now() }); else forget(aside);
    giveBack(form, values, chosen || [], true);
    box.textContent = "";
    form.dispatchEvent(new Event("input", { bubbles: true }));
    keep();
  });
  box.append(" ", button);
}

// Whoever signs out leaves nothing of their own for the next person at this browser.
const own = (key) => !key.includes("@") || key.includes(MARK);
for (const form of document.querySelectorAll("form[data-sign-out]")) form.addEventListener("submit", () => keys().filter(own).forEach(forget));

posted();
sweep();
for (const form of document.querySelectorAll("form[data-draft]")) watch(form);
