// Remembers the reader's language, offers it on the first page, and keeps the place when the language changes.
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

function placeInView() {
  const passed = [...document.querySelectorAll("main :is(h2, h3, h4, figure, .equation, .claim)[id]")]
    .filter((element) => element.getBoundingClientRect().top < innerHeight / 3);
  return scrollY > 0 && passed.length ? "#" + passed[passed.length - 1].id : "";
}

const links = [...document.querySelectorAll(".languages a[hreflang]")];
for (const link of links) {
  link.addEventListener("click", () => {
    remember(link.hreflang);
    link.hash = placeInView();
  });
}

if (document.body.classList.contains("chooser")) {
  const code = preferred(links.map((link) => link.hreflang));
  const chosen = links.find((link) => link.hreflang === code);
  if (chosen) location.replace(chosen.href);
}
