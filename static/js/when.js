// Times within the last day read as "20 minutes ago"; the page itself carries the date, the same for everyone.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" });
for (const time of document.querySelectorAll("time[datetime]")) {
  const at = new Date(time.dateTime);
  const minutes = Math.round((at - Date.now()) / 60000);
  if (Number.isNaN(minutes) || Math.abs(minutes) >= 1440) continue;
  time.title = time.textContent;
  time.textContent = Math.abs(minutes) < 60 ? words.format(minutes, "minute") : words.format(Math.round(minutes / 60), "hour");
}
