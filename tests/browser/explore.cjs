// Opens pages that hold an explorer in Chromium, takes steps there, and prints as JSON what is then shown.
//
//   node explore.cjs PLAYWRIGHT CHROMIUM
//
// Each line it reads is a list of visits, [{"url": …, "scripts": true, "fonts": true, "width": 1440, "steps": […]}, …], and is
// answered by a line, as long as there are any: one Chromium serves them all.
//
// Each step is one object; what it finds goes to the visit's `found`, in their order:
//   {"open": ["?scenario=…", …]}  what is shown at each of these addresses
//   {"read": true}                what is shown now
//   {"reckon": [["1.5", "3"], …]} sums, differences, products and quotients of each pair
//   {"press": [selector, key, …]}, {"type": [selector, text]}, {"choose": [selector, value]}, {"click": selector}
//   {"goto": address}, {"back": true}, {"wait": milliseconds}
"use strict";

const [playwright, executablePath] = process.argv.slice(2);
const { chromium } = require(playwright);
const { createInterface } = require("node:readline");

// Runs in the page.
function readExplorer() {
  const root = document.querySelector(".explorer");
  const shown = {};
  for (const each of root.querySelectorAll("[data-show]")) shown[each.dataset.show] = each.textContent;
  shown.sentence = root.querySelector(".explorer-sentence").textContent;
  shown.scenario = root.querySelector("select").value;
  shown.link = root.querySelector(".explorer-link").getAttribute("href");
  shown.fixed = [];
  for (const row of root.querySelectorAll("[data-control]")) {
    const [field, slider] = row.querySelectorAll("input");
    const name = row.dataset.control;
    shown[`field.${name}`] = field.value;
    shown[`slider.${name}`] = slider.value;
    shown[`said.${name}`] = slider.getAttribute("aria-valuetext");
    if (field.disabled && slider.disabled) shown.fixed.push(name);
    const notes = [...row.querySelectorAll(".explorer-note span")].filter((note) => !note.hidden);
    shown[`note.${name}`] = notes.map((note) => note.textContent).join(" | ");
  }
  for (const chart of root.querySelectorAll(".explorer-chart svg")) {
    const kind = chart.parentElement.classList[1];
    shown[`${kind}.name`] = document.getElementById(chart.getAttribute("aria-labelledby")).textContent;
    for (const text of chart.querySelectorAll("[data-shown]")) shown[`${kind}.${text.dataset.shown}`] = text.textContent;
    shown[`${kind}.ticks`] = [...chart.querySelectorAll("[data-exact]")].map((tick) => [tick.dataset.exact, tick.textContent]);
  }
  return shown;
}

const STEPS = {
  open: (page, addresses) =>
    page.evaluate(
      ([reading, searches]) => {
        const read = Function(`return ${reading}`)();
        return searches.map((search) => {
          explorers[0].open(search);
          return read();
        });
      },
      [readExplorer.toString(), addresses],
    ),
  read: (page) => page.evaluate(readExplorer),
  reckon: (page, pairs) =>
    page.evaluate(
      (all) =>
        all.map((texts) => {
          const [a, b] = texts.map(Decimals.parse);
          const found = [Decimals.add(a, b), Decimals.subtract(a, b), Decimals.multiply(a, b)];
          return [...found, ...(b.c ? [Decimals.divide(a, b)] : [])].map(Decimals.write);
        }),
      pairs,
    ),
  press: async (page, [selector, ...keys]) => {
    for (const key of keys) await page.locator(selector).press(key);
  },
  type: async (page, [selector, text]) => {
    await page.locator(selector).fill(text);
  },
  choose: (page, [selector, value]) => page.locator(selector).selectOption(value).then(() => null),
  click: (page, selector) => page.locator(selector).click(),
  goto: (page, address) => page.goto(address).then(() => null),
  back: (page) => page.goBack().then(() => null),
  wait: (page, milliseconds) => page.waitForTimeout(milliseconds),
};

// Runs in the page, before its own scripts.
function watchShifts() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifts.push(entry.value);
  }).observe({ type: "layout-shift", buffered: true });
}

async function visit(browser, { url, scripts = true, fonts = true, width = 1440, steps = [] }) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: scripts });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  if (scripts) await page.addInitScript(watchShifts);
  if (!fonts) await page.route("**/*.woff", (route) => route.abort());
  await page.goto(url);
  const found = [];
  for (const step of steps) {
    const [[kind, argument]] = Object.entries(step);
    found.push(await STEPS[kind](page, argument));
  }
  const seen = await page.evaluate(() => ({
    live: document.querySelector(".explorer-live").getBoundingClientRect().height > 0,
    tables: [...document.querySelectorAll(".explorer > .table-scroll")].map((table) => table.getBoundingClientRect().height > 0),
    unnamed: [...document.querySelectorAll(".explorer :is(input, select, button, a, svg)")]
      .filter((each) => !(each.labels?.length || each.getAttribute("aria-labelledby") || each.textContent.trim()))
      .map((each) => each.outerHTML),
    languages: [...document.querySelectorAll(".languages a")].map((link) => link.getAttribute("href")),
    too_wide: document.documentElement.scrollWidth > innerWidth,
    shifts: window.shifts ?? [],
  }));
  const address = page.url();
  await context.close();
  return { address, problems, found, ...seen };
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  for await (const line of createInterface({ input: process.stdin })) {
    const visits = await Promise.all(JSON.parse(line).map((each) => visit(browser, each)));
    process.stdout.write(`${JSON.stringify(visits)}\n`);
  }
  await browser.close();
})();
