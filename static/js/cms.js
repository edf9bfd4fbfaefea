// The editors' desk: starts Wagtail's date fields, choosers and repeated panels from data attributes,
// where Wagtail itself would write a script into the page. So /cms/ needs no inline script at all.
(function () {
  const STARTERS = /^(?:init(?:Date|DateTime|Time)Chooser|InlinePanel|MultipleChooserPanel|[A-Z][A-Za-z]*Chooser|Chooser)$/;

  function start(mark) {
    const name = mark.dataset.cmsCall || mark.dataset.cmsNew;
    if (!STARTERS.test(name) || typeof window[name] !== "function") return;
    const words = [JSON.parse(mark.dataset.cmsOptions)];
    if (mark.dataset.cmsId) words.unshift(mark.dataset.cmsId);
    mark.remove();
    if (mark.dataset.cmsNew) new window[name](...words);
    else window[name](...words);
  }

  function startAll() {
    for (const mark of document.querySelectorAll("[data-cms-call], [data-cms-new]")) start(mark);
  }

  // Before Wagtail's own controllers wake up: they move parts of a chooser elsewhere in the page.
  // They wait for DOMContentLoaded, and an observer made earlier is told earlier.
  startAll();
  document.addEventListener("readystatechange", startAll);
  new MutationObserver(startAll).observe(document.documentElement, { childList: true, subtree: true });
})();
