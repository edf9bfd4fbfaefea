// The server's copy of a member's draft: a form with data-draft-place is saved there a moment after it was kept on this
// device (draft.js), over the version that it was written over. Other words that were saved elsewhere meanwhile are shown
// beside these, and the person chooses; whatever gives way stays in the list of drafts.
const REST = 1500;
const LONGEST = 60_000;

// What a form begins with when this device kept words too: "theirs" (the page's), "ours", or "both" to be shown.
export function whose(form, kept, same) {
  const version = Number(form.dataset.draftVersion || 0);
  if (!("draftPlace" in form.dataset) || same) return "ours";
  if (kept.synced) return kept.version === version && version ? "ours" : "theirs";
  return !version || (kept.version || 0) === version ? "ours" : "both";
}

// Saves a form from time to time. `line` is its quiet line; `values()` what it holds; `fill(words)` puts other words in;
// `synced(version)` notes on this device that the server has them.
export function saver(form, { line, values, fill, synced }) {
  let version = Number(form.dataset.draftVersion || 0);
  let timer = 0, pause = REST, running = null, asking = false, over = false;

  const body = (base, more = {}) => {
    const sent = new FormData(form);
    for (const name of ["board", "kind"]) if (form.querySelector(`[name=${name}]`) && !form.querySelector(`[name=${name}][data-chosen]`)) sent.delete(name);
    for (const [name, value] of Object.entries({ place: form.dataset.draftPlace, base, ...more })) sent.set(name, value);
    return sent;
  };

  const send = async (base, more) => {
    running?.abort();
    running = new AbortController();
    const answer = await fetch("/drafts/save/", { method: "POST", body: body(base, more), signal: running.signal, credentials: "same-origin", redirect: "manual", headers: { "X-Requested-With": "fetch" } });
    return { status: answer.status, told: answer.status === 200 || answer.status === 409 ? await answer.json() : {} };
  };

  const settle = (now) => {
    version = now;
    form.dataset.draftVersion = now;
    for (const field of form.querySelectorAll("input[name=draft_version]")) field.value = now;
    synced(now);
  };

  const save = async (base = String(version), more = {}) => {
    timer = 0;
    if (asking && !Object.keys(more).length && base !== "") return;
    const before = JSON.stringify(values());
    try {
      const { status, told } = await send(base, more);
      pause = REST;
      if (status === 409) return conflict(told);
      if (status !== 200) return;
      settle(told.version);
      if (JSON.stringify(values()) !== before) return soon();
      if (!line.querySelector("button")) line.textContent = line.dataset.synced;
    } catch (error) {
      if (error.name === "AbortError" || over) return;
      line.textContent = line.dataset.offline;
      pause = Math.min(pause * 2, LONGEST);
      soon();
    }
  };

  const soon = () => { clearTimeout(timer); if (!over) timer = setTimeout(save, pause); };

  const conflict = (told) => {
    asking = true;
    form.querySelector("[data-conflict-box]")?.remove();
    const box = document.createElement("div");
    box.className = "notice notice--warn stack stack--s";
    box.dataset.conflictBox = "";
    box.setAttribute("role", "alert");
    const head = document.createElement("p");
    const words = document.createElement("pre");
    head.append(Object.assign(document.createElement("strong"), { textContent: line.dataset.conflict }), ` (${told.at})`);
    words.className = "draft";
    words.tabIndex = 0;
    words.textContent = [told.words.title, told.words.source].filter(Boolean).join("\n\n");
    const choose = (label, act) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: label });
      button.addEventListener("click", async () => { await act(); asking = false; box.remove(); form.querySelector("textarea")?.focus(); });
      return button;
    };
    const acts = document.createElement("div");
    acts.className = "cluster";
    acts.append(
      choose(line.dataset.mine, () => save("")),
      choose(line.dataset.theirs, async () => { await send(String(told.version), { aside: "1" }).then(({ told: after }) => settle(after.version || told.version), () => settle(told.version)); fill(told.words); }),
    );
    box.append(head, words, acts);
    line.after(box);
  };

  addEventListener("online", () => { pause = REST; if (timer) { clearTimeout(timer); save(); } });
  form.addEventListener("submit", () => { over = true; clearTimeout(timer); running?.abort(); });
  addEventListener("pageshow", (event) => { if (event.persisted) over = false; });
  return { soon, check: save };
}
