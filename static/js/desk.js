// The listening desk: keys, the lease of who works on a message, the length of an answer, links put into it.
// Everything here has a link or a button too; without this script those are used.
const OFF = "desk-keys-off";
const one = (selector) => document.querySelector(selector);
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

// Keys. Each can be switched off, because who speaks to their computer types by accident.
const switches = document.querySelectorAll("[data-desk-keys]");
const keysAreOn = () => { try { return localStorage.getItem(OFF) === null; } catch { return true; } };
const showSwitch = () => switches.forEach((button) => { button.hidden = false; button.setAttribute("aria-pressed", String(keysAreOn())); });
switches.forEach((button) => button.addEventListener("click", () => {
  try { if (keysAreOn()) localStorage.setItem(OFF, "1"); else localStorage.removeItem(OFF); } catch { /* nothing is kept here, so they stay on */ }
  showSwitch();
}));
showSwitch();

function walk(step) {
  const tickets = [...document.querySelectorAll(".ticket a.cover")];
  if (!tickets.length) return;
  const focused = tickets.indexOf(document.activeElement);
  const current = tickets.findIndex((link) => link.closest("[aria-current]"));
  const from = focused >= 0 ? focused : current;
  const to = from < 0 ? (step > 0 ? 0 : tickets.length - 1) : Math.min(Math.max(from + step, 0), tickets.length - 1);
  tickets[to].focus();
}

function open(selector) {
  const place = one(selector);
  if (!place) return;
  const folded = place.closest("details");
  if (folded) folded.open = true;
  place.focus();
  if (place.matches("textarea")) place.setSelectionRange(place.value.length, place.value.length);
  place.scrollIntoView({ block: "center" });
}

const KEYS = {
  j: () => walk(1),
  k: () => walk(-1),
  n: () => one("[data-key=n]")?.click(),
  c: () => one("[data-key=c]")?.click(),
  t: () => one("[data-key=t]")?.click(),
  r: () => open("#reply textarea"),
  p: () => open("#promote input:not([type=hidden])"),
  x: () => open("#id_why"),
};

function correct(number) {
  const select = one("select#kind");
  const choice = select?.options[number - 1];
  if (!choice) return;
  select.value = choice.value;
  select.form.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysAreOn()) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const act = KEYS[event.key.toLowerCase()] ?? (/^[1-9]$/.test(event.key) ? () => correct(Number(event.key)) : null);
  if (!act) return;
  event.preventDefault();
  act();
});

// The lease goes on while the page is looked at and somebody touches it.
const lease = one("[data-desk-keep]");
if (lease) {
  const every = 120000, idle = 300000;
  let touched = Date.now();
  for (const kind of ["keydown", "pointerdown", "scroll"]) addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  const timer = setInterval(async () => {
    if (document.hidden || Date.now() - touched > idle) return;
    const token = one("input[name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(lease.dataset.deskKeep, { method: "POST", headers: { "X-CSRFToken": token } });
      if (answer.status === 409) {
        clearInterval(timer);
        const said = lease.querySelector("p");
        said.textContent = await answer.text();
        said.setAttribute("role", "alert");
      }
    } catch { /* the network was away: the next time */ }
  }, every);
}

// A thread's address is put where the writing stopped, without loading the page anew.
for (const link of document.querySelectorAll("[data-insert]")) {
  link.addEventListener("click", (event) => {
    const text = one("#reply textarea");
    if (!text) return;
    event.preventDefault();
    text.setRangeText(link.dataset.insert, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
}

// How long an answer is, as near as a page can tell; the server counts as the network does.
const LINKS = /https?:\/\/[^\s<>"]+/gi;
const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];
const isLight = (sign) => [...sign].every((letter) => LIGHT.some(([low, high]) => letter.codePointAt(0) >= low && letter.codePointAt(0) <= high));
const signs = globalThis.Intl?.Segmenter ? new Intl.Segmenter() : null;
const counted = (text) => signs ? [...signs.segment(text)].map((part) => part.segment) : [...text];
function lengthOf(text, network) {
  const shortens = network === "x" || network === "mastodon";
  const links = shortens ? text.match(LINKS) ?? [] : [];
  const rest = counted(shortens ? text.replace(LINKS, "") : text);
  const heavy = network === "x" ? rest.filter((sign) => !isLight(sign)).length : 0;
  return rest.length + heavy + 23 * links.length;
}
const count = one("[data-desk-count]");
const answer = count?.closest("form").querySelector("textarea");
if (answer) {
  const { deskCount: longest, words, network, sign } = count.dataset;
  const show = () => {
    const left = Number(longest) - lengthOf(`${answer.value.trim()} ${sign}`, network);
    count.textContent = fill(words, { left });
    count.classList.toggle("error", left < 0);
  };
  answer.addEventListener("input", show);
  show();
}
