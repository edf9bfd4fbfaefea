// Threads offered on the form to ask: "Not this" puts one away, and what became of the offer is told once, without who
// it was: asked all the same, or left. "This solved it" is a button of the form and needs no script.
const form = document.querySelector("form[data-offers]");

function offer() { return form.querySelector("[name=offer]"); }

function tell(outcome) {
  if (!offer()) return;
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "offer", "title"]) body.set(name, form.querySelector(`[name=${name}]`)?.value || "");
  body.set("refused", form.dataset.refused || "0");
  body.set("outcome", outcome);
  navigator.sendBeacon(form.dataset.offers, body);
}

function away(button) {
  const hit = button.closest("article"), next = hit.nextElementSibling || hit.previousElementSibling;
  form.dataset.refused = Number(form.dataset.refused || 0) + 1;
  form.dataset.away = `${form.dataset.away || ""} ${button.value} `;
  hit.remove();
  (next?.querySelector("button, a") || form.elements.source).focus();
}

if (form) {
  let done = "";
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-not-this]");
    if (button) { event.preventDefault(); away(button); }
  });
  form.addEventListener("submit", (event) => { done = event.submitter?.name === "solved" ? "solved" : event.submitter?.name ? "" : "asked"; });
  addEventListener("pagehide", () => { if (done !== "solved") tell(done || "left"); });
  // What was put away does not come back with the next suggestions.
  const look = () => {
    for (const button of form.querySelectorAll("[data-not-this]")) {
      button.hidden = false;
      if (form.dataset.away?.includes(` ${button.value} `)) button.closest("article").remove();
    }
  };
  look();
  new MutationObserver(look).observe(form.querySelector("[data-suggestions-into]"), { childList: true, subtree: true });
}
