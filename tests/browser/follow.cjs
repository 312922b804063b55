// Opens a page of a preview in Chromium, edits its sources, and prints, as JSON, what the page then shows.
//
//   node follow.cjs PLAYWRIGHT CHROMIUM ADDRESS '[{"edit": [file, old, new]}, {"until": expression}, {"read": expression}, …]'
//
// Expressions run in the page. `until` waits, for two minutes at most; each `read` adds to what is printed. A file
// is written anew beside the old one and takes its place, as editors do. What a console says is printed last.
"use strict";

const fs = require("node:fs");
const { join } = require("node:path");
const [playwright, executablePath, address, steps] = process.argv.slice(2);
const { chromium } = require(playwright);

function edit(file, old, text) {
  const before = fs.readFileSync(file, "utf8");
  if (!before.includes(old)) throw new Error(`${file} does not say ${old}`);
  fs.writeFileSync(file + ".new~", before.replace(old, () => text));
  fs.renameSync(file + ".new~", file);
}

// Not waitForFunction: its polling is an `eval`, which the policy of our pages refuses.
async function until(page, expression) {
  const end = Date.now() + 120000;
  for (;;) {
    // A page that is just being loaded anew answers nothing.
    const isTrue = await page.evaluate(expression).catch(() => false);
    if (isTrue) return;
    if (Date.now() > end) throw new Error(`it never came true: ${expression}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

async function follow(page) {
  const complaints = [];
  const answers = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(address);
  for (const step of JSON.parse(steps)) {
    if (step.edit) edit(...step.edit);
    if (step.until) await until(page, step.until);
    if (step.read) answers.push(await page.evaluate(step.read));
  }
  if (process.env.REPORT_TEST_OUTPUT) {
    const name = `follow-${new URL(address).pathname.replace(/\W+/g, "-")}.png`;
    await page.screenshot({ path: join(process.env.REPORT_TEST_OUTPUT, name) });
  }
  return { answers, complaints };
}

(async () => {
  const args = ["--no-sandbox", "--disable-gpu"];
  const browser = await chromium.launch({ executablePath, args });
  try {
    console.log(JSON.stringify(await follow(await browser.newPage({ viewport: { width: 1000, height: 700 } }))));
  } finally {
    await browser.close();
  }
})();
