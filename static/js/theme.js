// A visitor's theme, kept on this device and set before the page is drawn; members have theirs in the page.
(() => {
  const root = document.documentElement;
  const known = ["light", "dark"];
  let kept = "";
  try { kept = localStorage.getItem("theme") || ""; } catch { /* storage is closed: the device decides */ }
  if (!root.dataset.theme && known.includes(kept)) root.dataset.theme = kept;
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form[data-theme-form]");
    if (!form) return;
    const select = form.querySelector("select");
    select.value = known.includes(kept) ? kept : "";
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    select.addEventListener("change", () => {
      if (select.value) root.dataset.theme = select.value;
      else delete root.dataset.theme;
      try { localStorage.setItem("theme", select.value); } catch { /* for this page only */ }
    });
  });
})();
