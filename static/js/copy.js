// "Copy link": the link stays a link; where the clipboard is open, a press copies its address and says so.
// A link to the page itself is hidden until there is something to do.
for (const link of document.querySelectorAll("a[data-copy]")) {
  link.hidden = false;
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      const said = link.querySelector("[data-copied]") || link;
      said.textContent = link.dataset.copy;
      said.classList.remove("visually-hidden");
    } catch { location.href = link.href; }
  });
}
