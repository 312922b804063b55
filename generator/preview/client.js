// Keeps a page in step with its sources: loads it anew where it changed, exchanges style sheets, shows what is wrong.
"use strict";

// The scripts of a page share their names: a block keeps these to itself.
{
const own = document.currentScript;
const PLACE = "preview-place:" + location.pathname;
let current = Number(own.dataset.edition);
let events;

// The site's root as the server sees it: "/".
const pathOf = (address) => decodeURIComponent(new URL(address, location.href).pathname).slice(1);
const pageOf = (path) => (path === "" || path.endsWith("/") ? path + "index.html" : path);

function reload() {
  sessionStorage.setItem(PLACE, JSON.stringify([scrollX, scrollY]));
  location.reload();
}

function returnToPlace() {
  const place = sessionStorage.getItem(PLACE);
  if (place) scrollTo({ left: JSON.parse(place)[0], top: JSON.parse(place)[1], behavior: "instant" });
}

function exchangeStyles(changed) {
  for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
    if (!changed.has(pathOf(link.href))) continue;
    const next = link.cloneNode();
    const address = new URL(link.href);
    address.searchParams.set("edition", current);
    next.href = address.href;
    // The old one stands until the new one is there, so that nothing flashes.
    next.addEventListener("load", () => link.remove(), { once: true });
    link.after(next);
  }
}

function isLoaded(path) {
  if (path.startsWith("assets/fonts/")) return false; // cut to the characters shown: they come with their page
  return performance.getEntriesByType("resource").some((entry) => pathOf(entry.name) === path);
}

function follow({ session, edition, changed, problems }) {
  show(problems);
  if (session !== own.dataset.session || edition > current + 1) return reload();
  if (edition <= current) return;
  current = edition;
  const paths = new Set(changed);
  const others = changed.filter((path) => !path.endsWith(".css"));
  if (paths.has(pageOf(pathOf(location.href))) || others.some(isLoaded)) return reload();
  exchangeStyles(paths);
}

function show(problems) {
  document.getElementById("preview-problems")?.remove();
  if (!problems.length) return;
  const box = document.createElement("section");
  box.id = "preview-problems";
  box.lang = "en";
  box.setAttribute("role", "alert");
  const head = document.createElement("p");
  const count = problems.length === 1 ? "1 problem" : problems.length + " problems";
  head.textContent = count + ". The page below is from the last good build; it follows as soon as this is mended.";
  const hide = document.createElement("button");
  hide.textContent = "Hide";
  hide.addEventListener("click", () => box.remove());
  const words = problems.map((text) => {
    const block = document.createElement("pre");
    block.textContent = text;
    return block;
  });
  box.append(head, hide, ...words);
  document.body.append(box);
}

if (sessionStorage.getItem(PLACE)) {
  returnToPlace();
  addEventListener("load", () => {
    returnToPlace();
    sessionStorage.removeItem(PLACE);
  });
}

// A browser keeps but a few streams open for one host: only pages in sight have one.
function listen() {
  if (document.visibilityState === "hidden" || events) return;
  events = new EventSource("/_preview/events");
  events.addEventListener("message", (event) => follow(JSON.parse(event.data)));
}

function rest() {
  events?.close();
  events = undefined;
}

addEventListener("pagehide", rest);
addEventListener("pageshow", listen);
document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? rest() : listen()));
listen();
}
