"""Times builds of ten to thousands of pages per language against bare Markdown and Jinja.

    .venv/bin/python benchmarks/scale.py [pages …]

Each page of either language has the same five paragraphs, a list, a table, a formula and a number;
pages refer to one another. *Bare* reads the same files, renders them with markdown-it and puts
them into one Jinja template, with neither numbers nor checks. Both start with nothing made before,
and write no PDF. The exponent is that of the power that leads from one size to the next.
"""

import json
import math
import os
import platform
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import yaml
from measuring import Measured, measure

from generator.acknowledging import acknowledge

ROOT = Path(__file__).parents[1]
SIZES = (10, 100, 1000)
_BARE = """
import sys
from pathlib import Path
import yaml
from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt
content, templates, out = map(Path, sys.argv[1:])
reader = MarkdownIt("commonmark").enable("table")
frame = Environment(autoescape=True).from_string(
    "<!DOCTYPE html><html><head><title>{{ title }}</title></head><body><main>{{ body|safe }}"
    "</main><a href='{{ before }}'>{{ before }}</a><a href='{{ after }}'>{{ after }}</a></body>"
)
report = yaml.load((content / "report.yaml").read_text(), yaml.CSafeLoader)
for language in report["languages"]:
    yaml.load((content / language / "strings.yaml").read_text(), yaml.CSafeLoader)
    names = report["sections"]
    for index, path in enumerate(sorted((content / language).glob("*.md"))):
        _, front, body = path.read_text().split("---\\n", 2)
        page = out / language / names[index] / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(frame.render(
            title=yaml.load(front, yaml.CSafeLoader)["title"],
            body=reader.render(body),
            before=names[index - 1],
            after=names[(index + 1) % len(names)],
        ))
"""
_WORDS = {
    "en": (
        "A library that lends tools needs a list of them, and somebody who keeps it up to date. ",
        "Whoever borrows a ladder signs for it, and whoever breaks one mends it or pays for it. ",
    ),
    "zh": (
        "出借工具的图书馆需要一份清单，也需要有人随时更新。",
        "借走梯子的人要签名，弄坏的人负责修好或者赔偿。",
    ),
}
_PAGE = """---
id: page{name}
title: {title}
---

## {title} {{#sec-page{name}-a}}

{first}@sec-page{after}-a {{{{ scenario.article.profit | money }}}}

{second}**{second}**

{first}{second}`code` {first}

## {title} {{#sec-page{name}-b}}

- {first}
- {second}
- {first}

$$
R - C
$$ {{#eq-page{name} alt="R − C"}}

::: {{.table #tbl-page{name}}}
{first}

| {title} | {title} |
|:--------|--------:|
| {first} | {{{{ assumption.revenue | money }}}} |
| {second} | {{{{ assumption.cost | money }}}} |
:::

{second}{first}@eq-page{name} @tbl-page{name}

{first}{second}
"""


def write_report(folder: Path, n_pages: int) -> None:
    """Write a report of so many pages in Chinese and in English, its translation acknowledged."""
    content = folder / "content"
    names = [f"page{_letters(index)}" for index in range(n_pages)]
    for code in ("zh", "en"):
        (content / code).mkdir(parents=True)
        shutil.copy(ROOT / "content" / code / "strings.yaml", content / code)
        for index in range(n_pages):
            text = _make_page(code, index, n_pages)
            # Two digits stand before each name; the order is that of report.yaml.
            (content / code / f"{index % 100:02}-{names[index]}.md").write_text(text)
    (content / "assumptions.yaml").write_text(
        "revenue: {value: 60, unit: wan_yuan, source: article-sum}\n"
        "cost: {value: 52, unit: wan_yuan, source: article-sum}\n"
        "open_source_cost: {value: 3, unit: wan_yuan, source: article-sum}\n"
        "open_source_revenue: {value: 7, unit: wan_yuan, source: article-sum}\n"
    )
    (content / "scenarios.yaml").write_text("article: {}\n")
    (content / "report.yaml").write_text(
        "title: {zh: 出借工具, en: Lending tools}\n"
        "abstract: {zh: 邻居互借。, en: Neighbours lend.}\n"
        "keywords: {zh: [工具], en: [tools]}\nlanguages: [zh, en]\ndate: 2026-03-01\n"
        f"sections: [{', '.join(names)}]\n" + _read_names()
    )
    acknowledge(content, str(content / "en"))


def _read_names() -> str:
    """Take over what the words outside prose may say, digits and all."""
    text = (ROOT / "content" / "report.yaml").read_text()
    names = yaml.load(text, yaml.CSafeLoader)["names"]
    return f"names: {json.dumps(names)}\n"


def _make_page(code: str, index: int, n_pages: int) -> str:
    first, second = _WORDS[code]
    return _PAGE.format(
        name=_letters(index),
        after=_letters((index + 1) % n_pages),
        title="Tools" if code == "en" else "工具",
        first=first,
        second=second,
    )


def _letters(index: int) -> str:
    """Name a page: digits would count as numbers of the prose."""
    name = ""
    for _ in range(3):
        index, rest = divmod(index, 26)
        name = chr(ord("a") + rest) + name
    return name


def main() -> None:
    """Measure every size, and print the table for benchmarks/README.md."""
    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    packages = ", ".join(f"{name} {version(name)}" for name in ("markdown-it-py", "jinja2"))
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{packages}; load before {os.getloadavg()[0]:.1f}\n")
    print("| pages per language | bare | build | build ÷ bare | exponent | peak memory |")
    print("| --- | --- | --- | --- | --- | --- |")
    last: tuple[int, float] | None = None
    for size in sizes:
        bare, built = measure_size(size)
        exponent = math.log(built.wall_s / last[1], size / last[0]) if last else None
        last = size, built.wall_s
        told = f"{exponent:.2f}" if exponent is not None else ""
        print(
            f"| {size:,} | {bare.wall_s:.2f} s | {built.wall_s:.2f} s"
            f" | {built.wall_s / bare.wall_s:.1f} | {told} | {built.peak_mb:,.0f} MB |",
            flush=True,
        )


def measure_size(n_pages: int) -> tuple[Measured, Measured]:
    """Measure bare Markdown and Jinja, then a build of the same report."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_report(folder, n_pages)
        content, templates = str(folder / "content"), str(ROOT / "templates")
        bare = measure(["-c", _BARE, content, templates, str(folder / "bare")])
        options = ["--content", content, "--templates", templates, "--out", str(folder / "build")]
        options += ["--cache-dir", str(folder / "cache"), "--no-pdf", "--quiet"]
        return bare, measure(["-m", "generator", "build", *options])


if __name__ == "__main__":
    main()
