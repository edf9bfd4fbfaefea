// @ and two letters offer people, # and a letter offer tags and threads, in every form of a member whose words are kept
// (data-draft). Arrow keys choose, Enter or Tab take, Escape closes; a finger takes by touching. What is taken is plain
// text: without this module one types it.
const PLACES = document.querySelector("[data-complete-members]")?.dataset;
const WAIT = 150;
const TYPED = /(?:^|[\s(\[{>"'])(@[\p{L}\p{N}_-]{2,40}|#[\p{L}\p{N}_-]{1,40})$/u;

function completes(box) {
  const list = document.createElement("ul");
  let offers = [];
  let chosen = 0;
  let start = 0;
  let timer = 0;
  let running = null;
  let closedAt = "";
  list.className = "offers";
  list.hidden = true;
  list.id = `${box.id || "source"}-offers`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", PLACES.completeName);
  const said = document.createElement("span");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  box.after(list, said);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);

  function close() {
    clearTimeout(timer);
    running?.abort();
    list.hidden = true;
    offers = [];
    said.textContent = "";
    box.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    chosen = (index + offers.length) % offers.length;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
    box.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }

  function take(index) {
    const words = `${offers[index].insert} `;
    box.focus();
    box.setRangeText(words, start, box.selectionEnd, "end");
    close();
    // Trusted or not, the draft has to hear of it: a change by hand.
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new CustomEvent("completed", { bubbles: true }));
  }

  function show(found) {
    offers = found;
    if (!offers.length) return close();
    list.replaceChildren(...offers.map((offer, place) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${place}`;
      item.setAttribute("role", "option");
      const label = document.createElement("span");
      label.textContent = offer.label;
      const more = document.createElement("span");
      more.className = "meta";
      more.textContent = offer.more;
      item.append(label, " ", more);
      // Before the box loses the focus.
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => take(place));
      return item;
    }));
    list.hidden = false;
    said.textContent = `${offers.length} · ${PLACES.completeName}`;
    choose(0);
  }

  async function look() {
    const before = box.value.slice(0, box.selectionStart);
    const found = TYPED.exec(before);
    if (!found || box.selectionStart !== box.selectionEnd || found[1] === closedAt) return close();
    closedAt = "";
    start = before.length - found[1].length;
    const address = new URL(found[1][0] === "@" ? PLACES.completeMembers : PLACES.completeHash, location.href);
    address.search = new URLSearchParams({ q: found[1].slice(1), key: box.form.dataset.draft, board: box.form.elements.board?.value || "" });
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(address, { signal: running.signal, credentials: "same-origin" });
      if (answer.ok) show((await answer.json()).offers);
    } catch { /* one types it by hand */ }
  }

  box.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(chosen);
    else if (event.key === "Escape") { closedAt = box.value.slice(start, box.selectionStart); close(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener("blur", close);
}

if (PLACES) for (const box of document.querySelectorAll("form[data-draft] textarea[name=source]")) completes(box);
