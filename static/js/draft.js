// Words survive a closed tab, a failed post and an expired session: every form with data-draft="key" is kept on this
// device and given back, until the server says that it was posted (?posted=1 on the page it leads to) or 30 days pass.
const PREFIX = "draft:";
const DAYS = 30 * 24 * 3600 * 1000;
const SENT_WITHIN = 24 * 3600 * 1000;

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

function sweep() {
  for (const key of keys()) if (!(Date.now() - (read(key)?.at || 0) < DAYS)) forget(key);
}

const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !["hidden", "password", "submit", "file"].includes(field.type) && field.tagName !== "BUTTON");

function valuesOf(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "radio" || field.type === "checkbox") { if (field.checked) values[field.name] = field.value; }
    else if (field.value) values[field.name] = field.value;
  }
  return values;
}

// Gives back only what the page left empty: what the server sent along with an error is newer.
function giveBack(form, values) {
  let given = false;
  for (const field of fieldsOf(form)) {
    const value = values[field.name];
    if (value === undefined) continue;
    if (field.type === "radio" || field.type === "checkbox") {
      const group = [...form.elements].filter((other) => other.name === field.name);
      if (field.value === value && !group.some((other) => other.checked)) field.checked = true;
    } else if (!field.value) {
      field.value = value;
      given = given || field.tagName === "TEXTAREA" || field.type === "text";
    }
  }
  return given;
}

// The words of the quiet line come from the page, in its language; without the line nothing is said.
const lineOf = (form) => form.querySelector("[data-draft-line]") || document.createElement("p");

function watch(form) {
  const key = PREFIX + form.dataset.draft;
  const box = lineOf(form);
  const words = box.dataset;
  const kept = read(key);
  if (kept && giveBack(form, kept.values || {})) {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn btn--quiet";
    again.textContent = words.again;
    again.addEventListener("click", () => { forget(key); form.reset(); for (const field of fieldsOf(form)) if (field.tagName === "TEXTAREA" || field.type === "text") field.value = field.defaultValue; box.textContent = ""; form.dispatchEvent(new Event("input", { bubbles: true })); form.querySelector("input:not([type=hidden]), textarea")?.focus(); });
    box.append(words.restored + " ", again);
    // Later: the other modules of the page are not listening yet.
    setTimeout(() => form.dispatchEvent(new Event("input", { bubbles: true })));
  }
  let timer;
  const keep = (more = {}) => {
    clearTimeout(timer);
    const values = valuesOf(form);
    const text = fieldsOf(form).some((field) => (field.tagName === "TEXTAREA" || field.type === "text") && field.value.trim());
    if (!text) return forget(key);
    if (write(key, { values, at: Date.now(), ...more }) && !more.sent && !box.querySelector("button")) box.textContent = words.saved;
  };
  form.addEventListener("input", (event) => { if (!event.isTrusted) return; clearTimeout(timer); timer = setTimeout(keep, 400); });
  form.addEventListener("change", (event) => { if (event.isTrusted) keep(); });
  form.addEventListener("submit", (event) => keep(event.submitter?.name === "preview" ? {} : { sent: Date.now() }));
  addEventListener("pagehide", () => { if (timer) { const sent = read(key)?.sent; keep(sent ? { sent } : {}); } });
}

posted();
sweep();
for (const form of document.querySelectorAll("form[data-draft]")) watch(form);
