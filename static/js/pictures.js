// Pictures by paste, drop or file: each goes to the server at once, waits beside its thumbnail for words that say what
// it shows, and is then put into the text. Words and addresses come from the page (forum/_pictures.html).
let number = 0;

const escaped = (words) => words.trim().replace(/\s+/g, " ").replace(/[\\[\]`*_<&!~|]/g, "\\$&");

// By the browser's own editing, so that undo works and the draft hears of it.
function insert(area, text) {
  const at = area.selectionStart;
  const before = area.value.slice(0, at).replace(/\n+$/, "");
  const gap = before ? "\n\n" : "";
  area.focus();
  area.setSelectionRange(before.length, area.selectionEnd);
  const whole = `${gap}${text}\n\n`;
  if (document.execCommand("insertText", false, whole)) return;
  area.setRangeText(whole, before.length, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function send(box, form, file, progress) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("picture", file, file.name || "picture");
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", box.dataset.pictures);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) progress.value = Math.round((100 * event.loaded) / event.total); });
    request.addEventListener("loadend", () => resolve(request.response || { pictures: [], error: box.dataset.lost }));
    request.send(body);
  });
}

function start(box) {
  const form = box.closest("form");
  const area = form?.querySelector("textarea[name=source]");
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-picture-list]");
  const error = box.querySelector("[data-picture-error]");
  if (!area) return;
  box.querySelector("[data-plain]").remove();
  box.querySelector("[data-scripts]").hidden = false;
  input.multiple = true;
  const say = (words) => { error.textContent = words || ""; };
  const waits = () => { say(box.dataset.waits); list.querySelector("input")?.focus(); };

  function leave(item) {
    item.remove();
    if (!list.children.length) say("");
  }

  function put(item, words, button) {
    const missing = item.querySelector("[data-words-missing]");
    if (button.disabled) return;
    missing.textContent = words.value.trim() ? "" : missing.dataset.words;
    words.toggleAttribute("aria-invalid", !words.value.trim());
    if (!words.value.trim()) return words.focus();
    insert(area, `![${escaped(words.value)}](${item.dataset.url})`);
    leave(item);
  }

  async function take(file) {
    if (file.size > Number(box.dataset.most)) return say(box.dataset.tooBig);
    const item = box.querySelector("[data-picture-item]").content.firstElementChild.cloneNode(true);
    const words = item.querySelector("[data-picture-words]");
    const missing = item.querySelector("[data-words-missing]");
    const button = item.querySelector("[data-put]");
    const progress = item.querySelector("progress");
    words.id = `picture-words-${number += 1}`;
    missing.id = `${words.id}-missing`;
    words.setAttribute("aria-describedby", missing.id);
    item.querySelector("[data-words-label]").htmlFor = words.id;
    words.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); put(item, words, button); } });
    button.addEventListener("click", () => put(item, words, button));
    item.querySelector("[data-leave]").addEventListener("click", () => { leave(item); area.focus(); });
    list.append(item);
    words.focus();
    const answer = await send(box, form, file, progress);
    const [picture] = answer.pictures;
    if (!picture) { leave(item); return say(answer.error || box.dataset.lost); }
    progress.remove();
    item.dataset.url = picture.url;
    const thumb = item.querySelector("img");
    thumb.src = picture.url;
    thumb.hidden = false;
    button.disabled = false;
  }

  async function takeAll(files) {
    const most = Number(box.dataset.mostFiles);
    say(files.length > most ? box.dataset.tooMany : "");
    for (const file of [...files].slice(0, most)) await take(file);
  }

  input.addEventListener("change", () => { const files = [...input.files]; input.value = ""; takeAll(files); });
  area.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData || {};
    // A table copied from a program brings its picture along; its words are what was meant.
    if (!files?.length || types.includes("text/plain")) return;
    event.preventDefault();
    takeAll(files);
  });
  area.addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  area.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    takeAll(event.dataTransfer.files);
  });
  // Before draft.js notes that the words were sent.
  form.addEventListener("submit", (event) => {
    if (!list.children.length || event.submitter?.name === "preview") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waits();
  }, { capture: true });
}

for (const box of document.querySelectorAll("[data-pictures]")) start(box);
