// Opens pages in Chromium and prints, as JSON, what went wrong on each and what it looks like.
//
//   node visit.cjs PLAYWRIGHT CHROMIUM '[{"url": …, "width": 320, "scripts": true, "locale": "en", "steps": […]}, …]'
//
// A step is {"scroll": selector}, {"click": selector} on a link, or {"goto": address}. `settle` waits for an address
// that a script goes to.
"use strict";

const [playwright, executablePath, visits] = process.argv.slice(2);
const { chromium } = require(playwright);

async function take(page, { scroll, click, goto }) {
  if (scroll) await page.locator(scroll).evaluate((element) => element.scrollIntoView({ behavior: "instant" }));
  // Not page.click, which scrolls first: a reader clicks what is in view.
  if (click) await Promise.all([page.waitForNavigation(), page.locator(click).evaluate((link) => link.click())]);
  if (goto) await page.goto(goto);
}

async function visit(browser, { url, width = 1440, scripts = true, locale = "en", settle, steps = [] }) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled: scripts,
    locale,
  });
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}`));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  for (const step of steps) await take(page, step);
  if (settle) await page.waitForURL(settle);
  const found = await page.evaluate(() => ({
    scroll_width: document.documentElement.scrollWidth,
    heading: document.querySelector("h1").textContent.trim(),
    styled: getComputedStyle(document.body).margin === "0px",
  }));
  const address = page.url();
  await context.close();
  return { url, address, problems, requests, ...found };
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const results = [];
  for (const each of JSON.parse(visits)) results.push(await visit(browser, each));
  await browser.close();
  process.stdout.write(JSON.stringify(results));
})();
