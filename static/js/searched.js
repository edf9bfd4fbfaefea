// Tells what became of a search, for whoever improves the answers: which page was shown, which hit was chosen, or that
// somebody went to ask. No name, no cookie; the token is this page's own and is forgotten with it.
const page = document.querySelector("[data-searched]");

function tell(fields) {
  const body = new FormData();
  body.set("token", token);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  navigator.sendBeacon(page.dataset.searched, body);
}

const token = page && [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
if (page) {
  tell({ shown: page.dataset.shown });
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const hit = link?.closest("[data-position]");
    if (hit) tell({ position: hit.dataset.position });
    else if (link?.hasAttribute("data-asks")) tell({ asked: "1" });
  });
}
