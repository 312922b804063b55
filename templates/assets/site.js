// Remembers the reader's language, offers it on the first page, keeps the place when it changes, and marks it in the contents.
"use strict";

const KEY = "language";

function remember(code) {
  try { localStorage.setItem(KEY, code); } catch { /* storage is off: the choice lasts for this page */ }
}

function remembered() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}

function preferred(codes) {
  const wanted = [remembered(), ...(navigator.languages || [])].filter(Boolean);
  const fits = (tag) => codes.find((code) => tag === code || tag.toLowerCase().startsWith(code.toLowerCase() + "-"));
  return wanted.map(fits).find(Boolean);
}

const PLACE = "place";
const PARTS = "main :is(h2, h3, h4, figure, .equation, .claim, p, li, tr, pre)";
const topOf = (element) => element.getBoundingClientRect().top;

// Ids and parts are the same in every language: a place is an id, how many parts it is past that, and where on the screen.
function findPlace() {
  const parts = [...document.querySelectorAll(PARTS)];
  const head = document.querySelector(".page-head");
  const edge = head ? head.getBoundingClientRect().bottom : 0;
  const whole = parts.findIndex((part) => topOf(part) > edge - 8);
  const cut = parts.findIndex((part) => part.getBoundingClientRect().bottom > edge);
  const first = whole >= 0 && topOf(parts[whole]) < innerHeight / 2 ? whole : cut;
  const named = parts.slice(0, first + 1).reverse().find((part) => part.id);
  if (scrollY <= 0 || !named) return null;
  return { id: named.id, past: first - parts.indexOf(named), top: topOf(parts[first]) };
}

function keepPlace(place) {
  try {
    if (place) sessionStorage.setItem(PLACE, JSON.stringify(place));
  } catch { /* storage is off: the id alone is kept, in the address */ }
}

function returnToPlace() {
  let place = null;
  try {
    place = JSON.parse(sessionStorage.getItem(PLACE));
    sessionStorage.removeItem(PLACE);
  } catch { /* as above */ }
  if (!place || location.hash !== "#" + place.id) return;
  const parts = [...document.querySelectorAll(PARTS)];
  const part = parts[parts.findIndex((each) => each.id === place.id) + place.past];
  if (part) scrollBy({ top: topOf(part) - place.top, behavior: "instant" });
}

const links = [...document.querySelectorAll(".languages a[hreflang]")];
for (const link of links) {
  link.addEventListener("click", () => {
    remember(link.hreflang);
    const place = findPlace();
    keepPlace(place);
    link.hash = place ? "#" + place.id : "";
  });
}

addEventListener("load", returnToPlace);

const contents = document.querySelector(".places details");
const wide = matchMedia("(min-width: 64rem)");

// Beside the text the contents stay open; above it they are folded until somebody wants them.
function fold() {
  contents.open = wide.matches;
  contents.querySelector("summary").tabIndex = wide.matches ? -1 : 0;
}

function followReader() {
  const entries = [...contents.querySelectorAll("a")].map((link) => [link, document.getElementById(link.hash.slice(1))]);
  let marked = null;
  const mark = () => {
    const passed = entries.filter(([, heading]) => heading.getBoundingClientRect().top < innerHeight / 3);
    const [current] = passed.length ? passed[passed.length - 1] : [null];
    if (current === marked) return;
    if (marked) marked.removeAttribute("aria-current");
    if (current) {
      current.setAttribute("aria-current", "location");
      const list = contents.parentElement;
      const top = current.offsetTop - list.offsetTop;
      if (top < list.scrollTop || top > list.scrollTop + list.clientHeight - 60) list.scrollTop = top - list.clientHeight / 2;
    }
    marked = current;
  };
  let asked = 0;
  addEventListener("scroll", () => {
    if (!asked) asked = requestAnimationFrame(() => { asked = 0; mark(); });
  }, { passive: true });
  mark();
}

if (contents) {
  fold();
  wide.addEventListener("change", fold);
  contents.addEventListener("click", (event) => { if (event.target.closest("a") && !wide.matches) contents.open = false; });
  followReader();
}

if (document.body.classList.contains("chooser")) {
  const code = preferred(links.map((link) => link.hreflang));
  const chosen = links.find((link) => link.hreflang === code);
  if (chosen) location.replace(chosen.href);
}
