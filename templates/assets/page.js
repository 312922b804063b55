// Adds to a section: charts enlarged or copied, code copied, notes and works shown where they are called.
"use strict";

{
  const PNG_SCALE = 2;
  const DELAY_MS = 200;
  const words = document.getElementById("page-words").content;
  const take = (selector) => words.querySelector(selector).cloneNode(true);

  function announce(button, kind) {
    const status = button.parentElement.querySelector("[role=status]");
    status.textContent = status.dataset[kind];
    setTimeout(() => { status.textContent = ""; }, 4000);
  }

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  // Where a browser lets nobody write to its clipboard, the copy is saved as a file.
  async function copy(button, type, name, make) {
    try {
      await navigator.clipboard.write([new ClipboardItem({ [type]: make() })]);
      announce(button, "copied");
    } catch {
      save(await make(), name);
      announce(button, "saved");
    }
  }

  const PAINTED = ["fill", "stroke", "stop-color", "color", "font-family"];

  // A drawing that stands alone: colours as they are now, and each text as wide as it is here, whatever font shows it there.
  function drawAlone(svg) {
    const alone = svg.cloneNode(true);
    const parts = [svg, ...svg.querySelectorAll("*")];
    [alone, ...alone.querySelectorAll("*")].forEach((element, place) => {
      const style = getComputedStyle(parts[place]);
      for (const name of PAINTED) {
        if (/var\(/.test(element.getAttribute(name) || "")) element.setAttribute(name, style.getPropertyValue(name));
      }
      if (element.tagName === "text" && element.childElementCount === 0 && element.textContent.trim()) {
        element.setAttribute("textLength", parts[place].getComputedTextLength().toFixed(2));
        element.setAttribute("lengthAdjust", "spacingAndGlyphs");
      }
    });
    const { width, height } = svg.viewBox.baseVal;
    const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    ground.setAttribute("width", "100%");
    ground.setAttribute("height", "100%");
    ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
    alone.insertBefore(ground, alone.querySelector(":scope > :not(title, desc, defs, style, metadata)"));
    alone.setAttribute("width", width);
    alone.setAttribute("height", height);
    return { text: new XMLSerializer().serializeToString(alone), width, height };
  }

  async function paint({ text, width, height }) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * PNG_SCALE;
    canvas.height = height * PNG_SCALE;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
    });
  }

  function copyCode(button, code) {
    const make = async () => new Blob([code.textContent], { type: "text/plain" });
    return copy(button, "text/plain", "code.txt", make);
  }

  // What scrolls in its place does so by keyboard, too.
  for (const box of document.querySelectorAll(".figure-body, .equation-body")) {
    const watch = new ResizeObserver(() => {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
    watch.observe(box);
    watch.observe(box.firstElementChild);
  }

  const dialog = document.getElementById("enlarged");
  let lent = null; // What the dialog shows, and what stands in its place meanwhile.

  function enlarge(body) {
    const gap = document.createElement("div");
    gap.style.height = `${body.offsetHeight}px`;
    body.replaceWith(gap);
    dialog.querySelector(".enlarged-body").append(body);
    lent = { body, gap };
    dialog.setAttribute("aria-labelledby", body.querySelector("title").id);
    dialog.showModal();
  }

  dialog.addEventListener("close", () => { lent.gap.replaceWith(lent.body); });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("button")) dialog.close();
  });

  for (const figure of document.querySelectorAll("figure.figure")) {
    const body = figure.querySelector(".figure-body");
    const svg = body.querySelector("svg");
    const name = figure.id.replace("fig-", "");
    const tools = take(".figure-tools");
    figure.append(tools);
    tools.addEventListener("click", ({ target }) => {
      const asSvg = async () => new Blob([drawAlone(svg).text], { type: "image/svg+xml" });
      const asText = async () => new Blob([drawAlone(svg).text], { type: "text/plain" });
      const asPng = () => paint(drawAlone(svg));
      if (target.name === "enlarge") enlarge(body);
      if (target.name === "svg") copy(target, "text/plain", `${name}.svg`, navigator.clipboard ? asText : asSvg);
      if (target.name === "png") copy(target, "image/png", `${name}.png`, asPng);
    });
  }

  for (const code of document.querySelectorAll("pre.code > code")) {
    const frame = document.createElement("div");
    frame.className = "code-frame";
    code.parentElement.replaceWith(frame);
    frame.append(code.parentElement, take(".code-tools"));
    const button = frame.querySelector("button");
    button.addEventListener("click", () => copyCode(button, code));
  }

  const preview = document.getElementById("preview");
  let waiting = 0;
  let called = null;

  function sayWhatItCalls(link) {
    const note = link.hash && link.closest(".footnote-ref") && document.getElementById(link.hash.slice(1));
    if (!note) return document.createTextNode(link.dataset.preview);
    const said = note.cloneNode(true);
    for (const each of said.querySelectorAll("[id]")) each.removeAttribute("id");
    said.querySelector(".back").remove();
    const shown = document.createElement("div");
    shown.append(...said.childNodes);
    return shown;
  }

  function place(link) {
    const at = link.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = preview;
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8));
    const below = at.bottom + 6;
    preview.style.left = `${left}px`;
    preview.style.top = `${below + height < innerHeight ? below : Math.max(8, at.top - height - 6)}px`;
  }

  function show(link) {
    clearTimeout(waiting);
    if (called === link) return;
    hide();
    called = link;
    preview.replaceChildren(sayWhatItCalls(link));
    preview.showPopover();
    place(link);
    link.setAttribute("aria-describedby", "preview");
  }

  function hide() {
    clearTimeout(waiting);
    if (!called) return;
    called.removeAttribute("aria-describedby");
    called = null;
    preview.hidePopover();
  }

  function later(act) {
    clearTimeout(waiting);
    waiting = setTimeout(act, DELAY_MS);
  }

  if (preview.showPopover) {
    for (const link of document.querySelectorAll("main :is(a.citation[title], .footnote-ref a)")) {
      link.dataset.preview = link.title;
      link.removeAttribute("title");
      link.addEventListener("pointerenter", ({ pointerType }) => { if (pointerType === "mouse") later(() => show(link)); });
      link.addEventListener("pointerleave", () => later(hide));
      link.addEventListener("focus", () => { if (link.matches(":focus-visible")) show(link); });
      link.addEventListener("blur", () => later(hide));
    }
    // The pointer may go into the preview, whose links lead on.
    preview.addEventListener("pointerenter", () => clearTimeout(waiting));
    preview.addEventListener("pointerleave", () => later(hide));
    addEventListener("keydown", ({ key }) => { if (key === "Escape") hide(); });
    addEventListener("scroll", () => { if (called) place(called); }, { passive: true });
  }
}
