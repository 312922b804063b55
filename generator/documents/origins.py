"""Turns the trace of a number into words: what it is, what made it, what it rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from html import escape

from generator.documents.inline import together, wrap
from generator.documents.scene import Piece, Scene
from generator.inputs.nouns import Strings
from generator.locales import Format, Locale, format_number, format_plainly, format_value
from generator.provenance import Code, Trace, anchor_of, gather

_CONTEXT = Context(prec=9, rounding=ROUND_HALF_UP)
"""Digits shown of a number that nobody rounded: all of them are in evidence.json."""
_MOST_DIGITS = 6
"""Digits after the point of a percentage or of years: as many as their formats take."""
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_FORMS = {"share": ("percent", 2), "share_difference": ("points", 2), "year": ("years", 0)}
"""Format of a unit, and by how many digits it moves the point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing to say of where something comes from."""

    title: str
    text: str = ""
    names: tuple[str, ...] = ()
    """Of the numbers that it speaks of, in the place of a text."""

    @property
    def said(self) -> str:
        """Say it without the title."""
        return self.text or name_all(self.names)


def say_number(trace: Trace, strings: Strings, locale: Locale) -> str:
    """Say a number with nine digits that count, money as it is printed; or a computed word."""
    if not trace.value:
        return trace.text or strings[trace.words]
    value = Decimal(trace.value)
    if trace.unit == "wan_yuan":
        return format_plainly(value, trace.unit, locale)
    if trace.unit in _FORMS:
        name, shift = _FORMS[trace.unit]
        last = Decimal(1).scaleb(-_MOST_DIGITS - shift)
        rounded = value.quantize(last, context=_WIDE)
        digits = max(0, -_exponent(rounded) - shift)
        form = Format(name=name, arguments=(str(digits),))
        return format_value(rounded, trace.unit, form, locale)
    number = format_number(_CONTEXT.plus(value), locale)
    key = f"evidence.unit.{trace.unit}"
    return strings[key].replace("{value}", number) if key in strings else number


def make_facts(trace: Trace, strings: Strings) -> tuple[Fact, ...]:
    """Say what made a number: somebody's statement, or code and what the code was given."""
    if trace.stated_at:
        path, line, _ = trace.stated_at.rsplit(":", 2)
        place = fill(strings["evidence.line"], path=path, line=line)
        return (Fact(title=strings["evidence.stated"], text=place),)
    facts = [Fact(title=strings["evidence.made_by"], text=say_code(trace.made_by, strings))]
    if trace.inputs:
        facts.append(Fact(title=strings["evidence.from"], names=trace.inputs))
    if trace.rests_on and set(trace.rests_on) != set(trace.inputs):
        facts.append(Fact(title=strings["evidence.rests_on"], names=trace.rests_on))
    if trace.seeds:
        seeds = strings["evidence.separator"].join(map(str, trace.seeds))
        facts.append(Fact(title=strings["evidence.seeds"], text=seeds))
    if trace.fingerprints:
        files = (each.partition("=")[0] for each in trace.fingerprints)
        text = strings["evidence.separator"].join(files)
        facts.append(Fact(title=strings["evidence.files"], text=text))
    return tuple(facts)


def say_code(code: Code, strings: Strings) -> str:
    """Name a function, and the lines at which it stands."""
    if not code.path:
        return code.function
    return fill(
        strings["evidence.code"],
        function=code.function,
        path=code.path,
        first=str(code.first_line),
        last=str(code.last_line),
    )


def name_all(names: Iterable[str]) -> str:
    """List names, those that share all but their last part in one breath."""
    return "; ".join(
        f"{stem}.{{{', '.join(ends)}}}" if len(ends) > 1 else f"{stem}.{ends[0]}".lstrip(".")
        for stem, ends in gather(names)
    )


def fill(text: str, **parts: str) -> str:
    """Put the parts into words."""
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    return text


def make_card(traces: Sequence[Trace], scene: Scene, anchor: str, root: str) -> Piece:
    """Make what opens beneath a block: where the numbers come from that it is the first to use.

    No script is needed: a button of the page itself opens it, and the Escape key closes it.
    """
    strings = scene.language.strings
    words = strings["evidence.button"]
    said = [say_number(trace, strings, scene.values.locale) for trace in traces]
    of_what = escape(f"{words}{strings['evidence.colon']}{'; '.join(said)}")
    button = (
        f'<button type="button" popovertarget="{anchor}" aria-label="{of_what}">'
        f"{escape(words, quote=False)}</button>"
    )
    items = together(
        (
            _make_item(trace, number, strings, f"{root}evidence/index.html#")
            for trace, number in zip(traces, said, strict=True)
        ),
        between="\n",
    )
    html = f'<div class="made">{button}<div popover id="{anchor}"><ul>{items.html}</ul></div></div>'
    return Piece(html, f"{words}\n{items.text}")


def _make_item(trace: Trace, number: str, strings: Strings, page: str) -> Piece:
    name = Piece(
        f'<a href="{page}{anchor_of(trace.name)}"><code>{trace.name}</code></a>', trace.name
    )
    head = together([name, Piece(" ", " "), Piece(escape(number, quote=False), number)])
    # What a number rests on in the end is for the evidence page: one step is enough here.
    facts = [
        wrap("p", _make_fact(fact, strings))
        for fact in make_facts(trace, strings)
        if fact.title != strings["evidence.rests_on"]
    ]
    return wrap("li", together([wrap("p", head), *facts], between="\n"))


def _make_fact(fact: Fact, strings: Strings) -> Piece:
    title = f"{fact.title}{strings['evidence.colon']}"
    html = f"<b>{escape(title, quote=False)}</b>{escape(fact.said, quote=False)}"
    return Piece(html, f"{title}{fact.said}")


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
