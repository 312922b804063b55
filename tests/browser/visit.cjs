// Opens pages in Chromium and prints, as JSON, what went wrong on each and what it looks like.
//
//   node visit.cjs PLAYWRIGHT CHROMIUM '[{"url": …, "widths": [320, 1440], "scripts": true, "locale": "en", "steps": […]}, …]'
//
// A step is {"scroll": selector}, {"click": selector} on a link, {"tap": selector} on what stays on the page,
// {"hover": selector}, {"focus": selector}, {"press": key}, {"goto": address}, {"until": expression}, or
// {"read": expression}, which adds to `answers`. `settle` waits for an address that a script goes to. Where REPORT_TEST_OUTPUT names a folder, a picture of each page is put there.
"use strict";

const { join } = require("node:path");
const [playwright, executablePath, visits] = process.argv.slice(2);
const { chromium } = require(playwright);
const pictures = process.env.REPORT_TEST_OUTPUT;

// Not waitForFunction: its polling is an `eval`, which the policy of our pages refuses.
async function until(page, expression) {
  for (const end = Date.now() + 10000; !(await page.evaluate(expression)); ) {
    if (Date.now() > end) throw new Error(`it never came true: ${expression}`);
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

async function take(page, answers, { scroll, click, tap, hover, focus, press, goto, until: expected, read }) {
  if (scroll) await page.locator(scroll).evaluate((element) => element.scrollIntoView({ behavior: "instant" }));
  // Not page.click, which scrolls first: a reader clicks what is in view.
  if (click) await Promise.all([page.waitForNavigation(), page.locator(click).evaluate((link) => link.click())]);
  if (tap) await page.locator(tap).first().click();
  if (hover) await page.locator(hover).first().hover();
  if (focus) await page.locator(focus).first().focus();
  if (press) await page.keyboard.press(press);
  if (goto) await page.goto(goto);
  if (expected) await until(page, expected);
  if (read) answers.push(await page.evaluate(read));
}

async function visit(browser, { url, widths = [1440], scripts = true, locale = "en", scheme = "light", settle, steps = [] }) {
  const context = await browser.newContext({
    viewport: { width: widths[0], height: 900 },
    javaScriptEnabled: scripts,
    locale,
    colorScheme: scheme,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  const answers = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("requestfailed", (request) => {
    // A script that leads to another page breaks off what the first one was still loading.
    if (request.failure().errorText !== "net::ERR_ABORTED") problems.push(`failed: ${request.url()}`);
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  for (const step of steps) await take(page, answers, step);
  if (settle) await page.waitForURL(settle, { waitUntil: "load" });
  const found = await page.evaluate(() => ({
    heading: document.querySelector("h1").textContent.trim(),
    opened: [...document.querySelectorAll(":popover-open")].map((element) => element.id),
    focused: document.activeElement.tagName.toLowerCase(),
    styled: getComputedStyle(document.body).margin === "0px",
  }));
  const too_wide = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    if ((await page.evaluate(() => document.documentElement.scrollWidth)) > width) too_wide.push(width);
  }
  const address = page.url();
  if (pictures) await page.screenshot({ path: join(pictures, "pages", `${encodeURIComponent(url).slice(-150)}.png`) });
  await context.close();
  return { url, address, problems, requests, too_wide, answers, ...found };
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const waiting = JSON.parse(visits).map((each, place) => [place, each]);
  const results = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await visit(browser, next[1]);
  };
  await Promise.all([work(), work()]);
  await browser.close();
  process.stdout.write(JSON.stringify(results));
})();
