// Previews by the server's own renderer. A form with data-preview="address" is shown as it is written; a button with
// data-preview shows it when pressed. The answer's <template data-suggestions> goes beside the form.
async function ask(form, address, signal) {
  const body = new FormData(form);
  // What we suggested is no choice: the next suggestion starts from the words alone.
  if (!form.elements.board?.dataset.chosen) body.delete("board");
  if (!form.querySelector("input[name=kind][data-chosen]")) body.delete("kind");
  const answer = await fetch(address, { method: "POST", body, signal, credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) return null;
  const page = document.createElement("template");
  page.innerHTML = await answer.text();
  return page.content;
}

function place(form, content) {
  const more = content.querySelector("template[data-suggestions]");
  more?.remove();
  const box = document.querySelector("[data-preview-box]");
  if (box) box.hidden = false;
  document.querySelector("[data-preview-into]")?.replaceChildren(content);
  const beside = document.querySelector("[data-suggestions-into]");
  if (!more) return;
  beside?.replaceChildren(more.content);
  if (beside) beside.hidden = !beside.querySelector("section");
  // A suggestion is shown where the person has chosen nothing; their own choice stays.
  const board = form.elements.board;
  if (board && !board.dataset.chosen && more.dataset.board) { board.value = more.dataset.board; say(form, "foundBoard"); }
  const kinds = [...form.querySelectorAll("input[name=kind]")];
  if (!kinds.length || kinds.some((kind) => kind.dataset.chosen)) return;
  for (const kind of kinds) kind.checked = kind.value === more.dataset.kind;
  if (more.dataset.kind) say(form, "foundKind");
}

// The hint over what we chose says that we did, in the page's words.
function say(form, what) {
  for (const hint of form.querySelectorAll(".hint")) if (hint.dataset[what]) hint.textContent = hint.dataset[what];
}

function live(form) {
  let timer, running;
  form.addEventListener("change", (event) => {
    if (!event.isTrusted) return;
    if (["board", "kind"].includes(event.target.name)) event.target.dataset.chosen = "1";
  });
  form.addEventListener("input", (event) => {
    const writes = event.target === form || event.target.matches("textarea, #id_title");
    if (!writes) return;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      running?.abort();
      running = new AbortController();
      try {
        const content = await ask(form, form.dataset.preview, running.signal);
        if (content) place(form, content);
      } catch { /* the last preview stays; the words are kept by draft.js */ }
    }, 600);
  });
}

for (const marked of document.querySelectorAll("[data-preview]")) {
  if (marked instanceof HTMLFormElement) { live(marked); continue; }
  marked.addEventListener("click", async (event) => {
    if (!marked.form) return;
    event.preventDefault();
    try {
      const content = await ask(marked.form, marked.dataset.preview);
      if (content) { place(marked.form, content); document.querySelector("[data-preview-into]")?.scrollIntoView({ block: "nearest" }); }
      else marked.form.requestSubmit(marked);
    } catch { marked.form.requestSubmit(marked); }
  });
}
