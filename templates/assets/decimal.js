// Decimal numbers of 28 significant digits, rounded half away from zero: the arithmetic of the report itself.
// A number is { c, e }, which stands for c × 10^e; c is a BigInt, so no digit is lost on the way.
"use strict";

const Decimals = (() => {
  const PRECISION = 28;
  const ONE = { c: 1n, e: 0 };
  const ZERO = { c: 0n, e: 0 };

  const powers = [1n];
  function power(n) {
    while (powers.length <= n) powers.push(powers[powers.length - 1] * 10n);
    return powers[n];
  }

  const magnitude = (c) => (c < 0n ? -c : c);
  const length = (c) => magnitude(c).toString().length;

  // Drop n digits from the end of c.
  function cut(c, n) {
    const rounded = (magnitude(c) + power(n) / 2n) / power(n);
    return c < 0n ? -rounded : rounded;
  }

  const LIMIT = power(PRECISION);
  function round(c, e) {
    if (-LIMIT < c && c < LIMIT) return { c, e };
    const extra = length(c) - PRECISION;
    return { c: cut(c, extra), e: e + extra };
  }

  function add(a, b) {
    const e = Math.min(a.e, b.e);
    return round(a.c * power(a.e - e) + b.c * power(b.e - e), e);
  }

  const negate = (a) => ({ c: -a.c, e: a.e });
  const subtract = (a, b) => add(a, negate(b));
  const multiply = (a, b) => round(a.c * b.c, a.e + b.e);

  // One digit more than is kept decides the rounding; what comes after it cannot.
  function divide(a, b) {
    const more = Math.max(0, PRECISION + 1 + length(b.c) - length(a.c));
    return round((a.c * power(more)) / b.c, a.e - b.e - more);
  }

  const sign = (a) => (a.c > 0n ? 1 : a.c < 0n ? -1 : 0);
  const compare = (a, b) => sign(subtract(a, b));

  // Move the point: to the right by so many places, or to the left.
  const shift = (a, places) => ({ c: a.c, e: a.e + places });

  // The number × 10^digits, as a whole number.
  function quantize(a, digits) {
    const places = a.e + digits;
    return places >= 0 ? a.c * power(places) : cut(a.c, -places);
  }

  // Read `-12.5`; null for anything that is written otherwise.
  function parse(text) {
    const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
    if (!match) return null;
    const [, minus, whole, fraction = ""] = match;
    const digits = whole + fraction;
    return digits ? { c: BigInt(minus + digits), e: -fraction.length } : null;
  }

  // Write in full, without an exponent or zeros at its end.
  function write(a) {
    const digits = Math.max(0, -a.e);
    const text = quantize({ c: magnitude(a.c), e: a.e }, digits).toString().padStart(digits + 1, "0");
    const fraction = text.slice(text.length - digits).replace(/0+$/, "");
    const whole = text.slice(0, text.length - digits);
    return (a.c < 0n ? "-" : "") + whole + (digits && fraction ? `.${fraction}` : "");
  }

  // For drawing only: nothing that is shown as digits goes through a Number.
  const approximate = (a) => Number(`${a.c}e${a.e}`);

  return { ONE, ZERO, add, subtract, multiply, divide, negate, sign, compare, shift, quantize, parse, write, approximate };
})();
