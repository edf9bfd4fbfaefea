// Threads offered while somebody types in a search box (data-instant names the address), and what a member looked for
// last while the box is empty. Arrow keys choose, Enter goes there, Escape closes; without a choice the form is sent as
// ever. The box says itself that it is a combobox, so that without this module it is a plain one.
const WAIT = 150;
const IS_MEMBER = "whose" in document.body.dataset;

function offersIn(box, number) {
  const list = document.createElement("ul");
  const said = document.createElement("span");
  let chosen = -1;
  let timer = 0;
  let running = null;
  list.className = "offers offers--wide";
  list.hidden = true;
  list.id = `instant-${number}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.instantName);
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  box.parentElement.append(list, said);
  // A search field may be no combobox; as a text field it is.
  box.type = "text";
  box.setAttribute("enterkeyhint", "search");
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  box.autocomplete = "off";

  function choose(index) {
    chosen = index;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
    const item = list.children[chosen];
    if (!item) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  function close() {
    clearTimeout(timer);
    running?.abort();
    list.hidden = true;
    said.textContent = "";
    box.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function show(html) {
    // Our own server's, which has escaped what people wrote.
    list.innerHTML = html;
    [...list.children].forEach((item, place) => { item.id = `${list.id}-${place}`; });
    if (!list.children.length || document.activeElement !== box) return close();
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    said.textContent = `${list.children.length} · ${box.dataset.instantName}`;
    choose(-1);
  }

  async function look() {
    running?.abort();
    const words = box.value.trim();
    if (!words && !IS_MEMBER) return close();
    running = new AbortController();
    const address = `${box.dataset.instant}?${new URLSearchParams({ q: words })}`;
    try {
      const answer = await fetch(address, { signal: running.signal, credentials: "same-origin" });
      const html = answer.ok ? await answer.text() : "";
      if (words === box.value.trim()) show(html);
    } catch { /* the form finds it all the same */ }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  }

  box.addEventListener("input", soon);
  box.addEventListener("focus", () => { if (!box.value && IS_MEMBER) soon(); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = list.children.length - 1;
    if (list.hidden) {
      if (event.key === "ArrowDown") { event.preventDefault(); look(); }
      return;
    }
    if (event.key === "ArrowDown") choose(chosen === last ? -1 : chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen === -1 ? last : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.href);
    else {
      // Home, End and letters are for the text.
      if (event.key === "Home" || event.key === "End") choose(-1);
      return;
    }
    event.preventDefault();
  });
  // Before the box loses the focus.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[data-href]");
    if (item) location.assign(item.dataset.href);
  });
}

document.querySelectorAll("input[data-instant]").forEach(offersIn);

// What a member looked for is kept by the page itself; without scripts there is a button.
for (const form of document.querySelectorAll("form[data-keep]")) {
  form.hidden = true;
  fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", keepalive: true, headers: { "X-Requested-With": "fetch" } }).catch(() => { form.hidden = false; });
}
