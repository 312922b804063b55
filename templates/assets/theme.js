// Sets the colours that a reader chose before anything is painted, and minds the switch for them.
"use strict";

{
  const KEY = "theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  const nameSystem = () => (system.matches ? "dark" : "light");

  function read() {
    try { return localStorage.getItem(KEY); } catch { return null; }
  }

  function write(theme) {
    try {
      if (theme) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch { /* storage is off: the choice lasts for this page */ }
  }

  function show(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    const button = document.querySelector("button.theme");
    if (button) button.setAttribute("aria-pressed", String((root.dataset.theme || nameSystem()) === "dark"));
  }

  // Who turns back to what the system has follows the system again.
  function turn() {
    const wanted = (root.dataset.theme || nameSystem()) === "dark" ? "light" : "dark";
    const theme = wanted === nameSystem() ? null : wanted;
    write(theme);
    show(theme);
  }

  root.classList.add("scripted");
  show(read());
  system.addEventListener("change", () => show(root.dataset.theme));
  addEventListener("pageshow", (event) => { if (event.persisted) show(read()); });
  addEventListener("storage", (event) => { if (event.key === KEY) show(event.newValue); });
  document.addEventListener("DOMContentLoaded", () => {
    show(root.dataset.theme);
    const button = document.querySelector("button.theme");
    if (button) button.addEventListener("click", turn);
  });
}
