// A how-to's page: printing it, and films that load when somebody asks for them.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// Nothing is asked of another company's server before somebody presses the card.
for (const box of document.querySelectorAll("[data-video]")) {
  box.querySelector("a").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = box.dataset.video;
    frame.title = box.dataset.videoName;
    frame.className = "video__frame";
    frame.allow = "fullscreen; encrypted-media";
    frame.referrerPolicy = "strict-origin";
    box.replaceChildren(frame);
    frame.focus();
  });
}
