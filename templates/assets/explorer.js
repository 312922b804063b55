// Works the scenarios out anew while a reader moves the assumptions; each explorer on the page holds its own tables.
// The sums are those of generator/scenarios, in the same order, and the formats those of generator/locales.py.
"use strict";

const explorers = (() => {
  const { ONE, ZERO, add, subtract, multiply, divide, negate, sign, compare, shift, quantize, parse, write, approximate } = Decimals;
  const LONGEST = 20;
  const QUIET_MS = 250;
  const SVG = "http://www.w3.org/2000/svg";

  const fill = (words, parts) => words.replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);

  function makeFormats(table) {
    function group(whole) {
      if (!table.group || whole.length < table.least) return whole;
      const parts = [];
      let [size, next] = table.sizes;
      for (; whole.length > size; size = next) {
        parts.unshift(whole.slice(-size));
        whole = whole.slice(0, -size);
      }
      return [whole, ...parts].join(table.group);
    }
    function number(value) {
      const [whole, fraction] = write(value).replace("-", "").split(".");
      return (sign(value) < 0 ? table.minus : "") + group(whole) + (fraction ? table.point + fraction : "");
    }
    function fixed(value, digits) {
      const c = quantize(value, digits);
      const text = (c < 0n ? -c : c).toString().padStart(digits + 1, "0");
      const fraction = text.slice(text.length - digits);
      return (c < 0n ? table.minus : "") + group(text.slice(0, text.length - digits)) + (digits ? table.point + fraction : "");
    }
    const amount = (value) => number({ c: quantize(value, table.money.digits), e: table.money.shift - table.money.digits });
    const years = (value) => {
      const isOne = table.years.ones.includes(quantize(value, table.years.digits).toString());
      return fill(isOne ? table.years.one : table.years.other, { amount: fixed(value, table.years.digits) });
    };
    return { number, integer: (value) => fixed(value, 0), amount, money: (value) => fill(table.money.words, { amount: amount(value) }), years };
  }

  const count = (n) => ({ c: BigInt(n), e: 0 });

  // generator/scenarios/profit.py
  const profitOf = (v) => subtract(add(v.revenue, v.open_source_revenue), add(v.cost, v.open_source_cost));

  // generator/scenarios/horizon.py
  function adopt(v, years) {
    const divisor = sign(v.market) ? v.market : ONE;
    const adopters = [ZERO];
    for (let year = 1; year <= years; year++) {
      const before = adopters[year - 1];
      const rate = add(v.innovation, multiply(v.imitation, divide(before, divisor)));
      adopters.push(add(before, multiply(rate, subtract(v.market, before))));
    }
    return adopters;
  }
  const earn = (adopters, v) => adopters.map((each) => multiply(multiply(each, v.conversion), v.revenue_per_customer));
  function flow(revenues, v) {
    const upkeep = multiply(v.open_source_cost, v.upkeep);
    const later = revenues.slice(1).map((each) => subtract(subtract(add(v.revenue, each), v.cost), upkeep));
    return [negate(v.open_source_cost), ...later];
  }
  function discount(flows, rate) {
    const growth = add(rate, ONE);
    let factor = ONE;
    return flows.map((each, year) => {
      if (year) factor = multiply(factor, growth);
      return year ? divide(each, factor) : each;
    });
  }
  function accumulate(flows) {
    let sum = ZERO;
    return flows.map((each) => (sum = add(sum, each)));
  }
  // Null where the money is not paid back; zero where there is nothing to pay back.
  function payback(flows) {
    const sums = accumulate(flows);
    const last = sums.findLastIndex((sum) => sign(sum) < 0);
    if (last === sums.length - 1) return null;
    return last < 0 ? ZERO : add(count(last), divide(negate(sums[last]), flows[last + 1]));
  }
  function workOut(v, years) {
    const found = { profit: profitOf(v) };
    if (!years) return found;
    const adopters = adopt(v, years);
    const revenues = earn(adopters, v);
    const flows = flow(revenues, v);
    const worth = discount(flows, v.discount_rate);
    const discounted = accumulate(worth);
    return {
      ...found,
      rows: { adopters, open_source_revenue: revenues, cash_flow: flows, cumulative: accumulate(flows), discounted_cumulative: discounted },
      npv: discounted[years],
      payback: payback(flows),
      discounted_payback: payback(worth),
    };
  }

  function draw(tag, attributes = {}, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  // How much room a chart has, in the page's pixels, and how wide its words are: asked only when that changes.
  function makePlace(host) {
    const pen = document.createElement("canvas").getContext("2d");
    const style = getComputedStyle(host);
    pen.font = `${style.fontSize} ${style.fontFamily}`;
    const measure = (texts) => Math.max(...texts.map((text) => pen.measureText(text).width));
    return { host, measure, width: Math.max(240, host.clientWidth), height: Math.max(160, host.clientHeight) };
  }

  function makeSheet(place, alt) {
    const title = draw("title", { id: `${place.host.id}-title` }, alt);
    const svg = draw("svg", { viewBox: `0 0 ${place.width} ${place.height}`, role: "img", "aria-labelledby": title.id }, title);
    const add = (tag, attributes, ...children) => svg.append(draw(tag, attributes, ...children));
    return { ...place, svg, add };
  }

  const spread = (low, high, from, to) => (value) => from + ((value - low) / (high - low || 1)) * (to - from);

  function drawWaterfall(place, terms, alt) {
    const sheet = makeSheet(place, alt);
    const rows = sheet.height / terms.length;
    const names = Math.min(sheet.measure(terms.map((term) => term.name)) + 12, sheet.width * 0.45);
    const room = sheet.measure(terms.map((term) => term.label)) + 10;
    const ends = terms.flatMap((term) => [term.start, term.end]);
    const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
    const x = spread(low, high, names + (low < 0 ? room : 0), sheet.width - room);
    terms.forEach((term, row) => {
      const [left, right] = [term.start, term.end].sort((a, b) => a - b);
      const middle = (row + 0.5) * rows;
      const isLeft = left < 0;
      sheet.add("text", { x: 0, y: middle, class: "name" }, term.name);
      sheet.add("rect", { class: term.kind, x: x(left), y: row * rows + rows * 0.2, width: Math.max(1, x(right) - x(left)), height: rows * 0.6, rx: 2 });
      if (row < terms.length - 1) sheet.add("path", { class: "joint", d: `M${x(term.end)} ${(row + 0.2) * rows}V${(row + 1.8) * rows}` });
      sheet.add("text", { x: x(isLeft ? left : right) + (isLeft ? -6 : 6), y: middle, class: isLeft ? "value end" : "value", "data-shown": term.field }, term.label);
    });
    sheet.add("path", { class: "zero", d: `M${x(0)} 0V${sheet.height}` });
    place.host.replaceChildren(sheet.svg);
  }

  // Steps of 1, 2 or 5 × 10^e that part a range into at most five; never finer than money is written.
  function makeTicks(low, high) {
    let e = Math.max(-2, Math.floor(Math.log10((high - low) / 5 || 1)));
    let c = 1;
    while ((high - low) / (c * 10 ** e) > 5) [c, e] = c === 5 ? [1, e + 1] : [c === 1 ? 2 : 5, e];
    const step = c * 10 ** e;
    const ticks = [];
    for (let n = Math.floor(low / step + 1e-9); n <= Math.ceil(high / step - 1e-9); n++) ticks.push({ c: BigInt(n * c), e });
    return ticks;
  }

  function drawCash(place, { rows, payback }, { words, formats, mark, alt }) {
    const sheet = makeSheet(place, alt);
    const names = ["cash_flow", "cumulative", "discounted_cumulative"];
    const [flows, cumulative, discounted] = names.map((name) => rows[name].map(approximate));
    const last = flows.length - 1;
    const all = [0, ...flows, ...cumulative, ...discounted];
    const ticks = makeTicks(Math.min(...all), Math.max(...all));
    const labels = ticks.map(formats.amount);
    const [left, right, top, bottom] = [sheet.measure(labels) + 10, sheet.width - 8, 12, sheet.height - 46];
    const half = Math.min(15, (right - left) / (last + 1) / 3.2);
    const x = spread(0, last, left + half + 4, right - half - 4);
    const y = spread(approximate(ticks[0]), approximate(ticks.at(-1)), bottom, top);
    ticks.forEach((tick, n) => {
      const at = y(approximate(tick));
      sheet.add("path", { class: sign(tick) ? "grid" : "zero", d: `M${left} ${at}H${right}` });
      sheet.add("text", { x: left - 8, y: at, class: "tick end", "data-exact": write(tick) }, labels[n]);
    });
    const every = Math.ceil((last + 1) / Math.max(2, Math.floor((right - left) / 34)));
    flows.forEach((value, year) => {
      const [high, low] = [Math.max(0, value), Math.min(0, value)];
      sheet.add("rect", { class: "flow", x: x(year) - half, y: y(high), width: 2 * half, height: Math.max(0.5, y(low) - y(high)), rx: 1 });
      if (year % every === 0) sheet.add("text", { x: x(year), y: bottom + 15, class: "tick middle" }, formats.integer(count(year)));
    });
    sheet.add("text", { x: (left + right) / 2, y: sheet.height - 10, class: "tick middle" }, words.x);
    for (const [name, line] of [["discounted", discounted], ["cumulative", cumulative]]) {
      sheet.add("polyline", { class: name, points: line.map((value, year) => `${x(year)},${y(value)}`).join(" ") });
      line.forEach((value, year) => sheet.add("circle", { class: name, cx: x(year), cy: y(value), r: 3 }));
    }
    if (payback && sign(payback)) {
      const at = x(approximate(payback));
      const side = at - sheet.measure([mark]) - 14 > left ? -10 : 10;
      sheet.add("circle", { class: "mark", cx: at, cy: y(0), r: 5.5 });
      sheet.add("text", { x: at + side, y: y(0) - 13, class: side < 0 ? "halo end" : "halo", "data-shown": "payback" }, mark);
    }
    place.host.replaceChildren(sheet.svg);
  }

  class Explorer {
    constructor(root) {
      const tables = JSON.parse(root.querySelector(".explorer-tables").textContent);
      const read = (texts) => Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parse(text)]));
      Object.assign(this, { root, tables, words: tables.words, formats: makeFormats(tables.formats), fixed: read(tables.fixed) });
      this.scenarios = Object.fromEntries(
        Object.entries(tables.scenarios).map(([name, { changes, factors, ...words }]) => {
          const scaled = Object.entries(factors).map(([each, texts]) => [each, texts.map(parse)]);
          return [name, { ...words, changes: read(changes), factors: Object.fromEntries(scaled) }];
        }),
      );
      this.choice = root.querySelector("select");
      this.places = [...root.querySelectorAll("[data-show]")].map((element) => [element, element.dataset.show]);
      this.controls = tables.controls.map((control) => this.makeControl(control));
      this.choice.addEventListener("change", () => this.take(() => (this.scenario = this.choice.value)));
      root.querySelector(".explorer-reset").addEventListener("click", () => this.open(""));
      addEventListener("popstate", () => this.open(location.search));
      root.classList.add("is-ready");
      this.measure();
      this.open(location.search);
      new ResizeObserver(() => {
        this.measure();
        this.draw();
      }).observe(root.querySelector(".explorer-live"));
    }

    measure() {
      this.charts = [...this.root.querySelectorAll(".explorer-chart")].map(makePlace);
    }

    makeControl({ base, low, high, step, ...others }) {
      const row = this.root.querySelector(`[data-control="${others.name}"]`);
      const [field, slider] = row.querySelectorAll("input");
      const notes = row.querySelectorAll(".explorer-note span");
      const control = { ...others, row, field, slider, notes, base: parse(base), low: parse(low), high: parse(high), step: parse(step) };
      slider.addEventListener("input", () =>
        this.take(() => (control.value = add(control.low, multiply(control.step, parse(slider.value)))), true));
      slider.addEventListener("change", () => this.settle());
      field.addEventListener("input", () => {
        const value = this.find(control, field.value, -control.shift);
        if (value) this.take(() => (control.value = value), true);
        else field.setAttribute("aria-invalid", "true");
      });
      field.addEventListener("change", () => this.take(() => {
        if (field.validity.rangeUnderflow) control.value = control.low;
        if (field.validity.rangeOverflow) control.value = control.high;
      }));
      return control;
    }

    // The value that a text asks of a control, if it is a number in its range.
    find({ low, high }, text, places = 0) {
      const number = text.length <= LONGEST ? parse(text) : null;
      const value = number && shift(number, places);
      return value && compare(value, low) >= 0 && compare(value, high) <= 0 ? value : null;
    }

    // Show what an address asks for; what it does not name, or not rightly, is as in the report.
    open(search) {
      const asked = new URLSearchParams(search);
      const scenario = asked.get("scenario") ?? "";
      this.take(() => {
        this.scenario = Object.hasOwn(this.scenarios, scenario) ? scenario : this.tables.start;
        for (const control of this.controls) control.value = this.find(control, asked.get(control.name) ?? "") ?? control.base;
      });
    }

    // The address of what is shown: whatever differs from the report.
    get search() {
      const moved = this.controls.filter(({ value, base }) => compare(value, base));
      if (!moved.length && this.scenario === this.tables.start) return "";
      return `?${new URLSearchParams([["scenario", this.scenario], ...moved.map(({ name, value }) => [name, write(value)])])}`;
    }

    // Take up a change, and show what follows from it; while it goes on, it is not spoken yet.
    take(change, goesOn = false) {
      change();
      this.show(goesOn);
      if (!goesOn) this.announce();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.settle(), QUIET_MS);
    }

    announce() {
      const { root, search, shown } = this;
      root.querySelector(".explorer-sentence").textContent = shown.sentence;
      root.querySelector(".explorer-link").href = `${search || location.pathname}#${root.id}`;
      for (const link of document.querySelectorAll(".languages a[hreflang]")) link.search = search;
    }

    // Browsers bear only so many changes of the address: it changes once all is quiet.
    settle() {
      this.announce();
      try {
        history.replaceState(history.state, "", location.pathname + this.search + location.hash);
      } catch { /* the browser keeps the address as it is; the link holds it */ }
    }

    show(goesOn) {
      const { changes, factors } = this.scenarios[this.scenario];
      const values = { ...this.fixed };
      for (const control of this.controls) {
        control.isFixed = Object.hasOwn(changes, control.name);
        control.isMoved = !control.isFixed && compare(control.value, control.base) !== 0;
        values[control.name] = control.value;
      }
      for (const [name, each] of Object.entries(factors)) values[name] = each.reduce(multiply, values[name]);
      Object.assign(values, changes);
      this.found = { ...values, ...workOut(values, this.tables.years) };
      this.shown = this.say();
      this.choice.value = this.scenario;
      for (const control of this.controls) this.showControl(control, goesOn);
      for (const [element, name] of this.places) element.textContent = this.shown[name];
      this.draw();
    }

    showControl({ name, value, row, field, slider, notes, low, step, steps, before, after, isFixed, isMoved, ...control }, goesOn) {
      const { words, formats } = this;
      const factors = this.scenarios[this.scenario].factors[name];
      const exact = isFixed ? this.found[name] : value;
      const shown = shift(exact, control.shift);
      // Who is typing is not interrupted.
      if (!goesOn || field !== document.activeElement) field.value = write(shown);
      field.removeAttribute("aria-invalid");
      slider.value = Math.min(steps, Math.max(0, Number(quantize(divide(subtract(exact, low), step), 0))));
      slider.setAttribute("aria-valuetext", before + formats.number(shown) + after);
      row.classList.toggle("is-fixed", isFixed);
      row.classList.toggle("is-changed", isMoved);
      field.disabled = slider.disabled = notes[0].hidden = isFixed;
      notes[1].hidden = !isFixed && !factors;
      notes[1].textContent = factors ? fill(words.scaled, { factor: formats.number(factors.reduce(multiply)) }) : words.fixed;
    }

    // Everything that is said, by name.
    say() {
      const { found, words, formats } = this;
      const { title, note } = this.scenarios[this.scenario];
      const isMoved = this.controls.some((control) => control.isMoved);
      const all = (format) => Object.fromEntries(words.terms.map(({ field }) => [field, format(found[field])]));
      const said = { note: isMoved ? fill(words.note_moved, { note }) : note, money: all(formats.money), amounts: all(formats.amount) };
      said.profit = said.money.profit;
      said.sum = fill(words.sum, said.amounts);
      said.sentence = isMoved ? words.sentence_moved : words.sentence;
      if (found.rows) {
        const years = (value) => (!value ? words.never : sign(value) ? formats.years(value) : words.nothing);
        said.npv = formats.money(found.npv);
        said.payback = years(found.payback);
        said.discounted_payback = years(found.discounted_payback);
        said.sentence += words.gap + words.sentence_of_years;
        for (const [name, row] of Object.entries(found.rows)) {
          const format = name === "adopters" ? formats.integer : formats.amount;
          row.forEach((value, year) => (said[`${name}.${year}`] = format(value)));
        }
      }
      said.sentence = fill(said.sentence, { ...said, scenario: title });
      return said;
    }

    draw() {
      const { found, shown, words, formats } = this;
      const [waterfall, cash] = this.charts;
      const sum = add(found.revenue, found.open_source_revenue);
      const levels = [ZERO, found.revenue, sum, subtract(sum, found.cost), found.profit].map(approximate);
      const terms = words.terms.map((term, row) => ({
        ...term,
        label: `${term.sign} ${shown.amounts[term.field]}`,
        start: row < 4 ? levels[row] : 0,
        end: levels[Math.min(row + 1, 4)],
      }));
      drawWaterfall(waterfall, terms, fill(words.waterfall_alt, shown.money));
      if (found.rows) {
        const [first, last] = [found.rows.cumulative[0], found.rows.cumulative.at(-1)].map(formats.money);
        drawCash(cash, found, { words, formats, mark: shown.payback, alt: fill(words.cash_alt, { ...shown, first, last }) });
      }
    }
  }

  return [...document.querySelectorAll(".explorer")].map((root) => new Explorer(root));
})();
