"""Languages that say different things are told apart."""

from dataclasses import replace

import pytest

from generator.checks import check_documents, find_stale
from generator.claims import Claim, Verdict
from generator.documents import make_documents
from generator.documents.following import cut_language, follow
from generator.documents.translations import make_lines
from generator.errors import Location
from generator.inputs.nouns import Inputs, Lock, LockedBlock
from tests.prose import make_inputs, make_language, make_results

NO_LOCK = "there is no translation lock"
ONCE = "but once in the source language"
NOWHERE = "but nowhere in the source language"
CLAIM = Claim(id="profit", expect="unverified", at=Location(path="claims.yaml", line=4))
VERDICTS = (Verdict(claim=CLAIM, outcome="cited"),)
AT_5 = "content/en/01-one.md:5:1"
SOURCE_5 = "content/zh/01-one.md:5:1"


def make_pair(chinese: str, english: str, **others: object) -> Inputs:
    """Make a report of two languages of one section each."""
    languages = make_language([chinese]), make_language([english], code="en")
    return make_inputs(*languages, references=(), **others)


def acknowledged(inputs: Inputs) -> Inputs:
    """Acknowledge everything that can be."""
    source, *translations = inputs.languages
    lines: list[LockedBlock] = []
    for language in translations:
        blocks = follow(inputs, language, cut_language(source), cut_language(language))
        lines += make_lines(language.code, blocks, blocks)
    return replace(inputs, lock=Lock(path="content/translations.lock", blocks=tuple(lines)))


def told(inputs: Inputs) -> list[str]:
    """List what is wrong between the languages."""
    documents = make_documents(inputs, make_results(), VERDICTS, None)
    return [str(error) for error in check_documents(inputs, documents)]


def compare(chinese: str, english: str, **others: object) -> list[str]:
    """Compare two languages of one section each, of whose lock nothing is asked."""
    return [each for each in told(make_pair(chinese, english, **others)) if NO_LOCK not in each]


def edited(before: tuple[str, str], after: tuple[str, str]) -> Inputs:
    """Make a report whose lock was written before both languages came to say something else."""
    return replace(make_pair(*after), lock=acknowledged(make_pair(*before)).lock)


def test_equal_languages_pass() -> None:
    """The same blocks, ids and values, in other words, are equal."""
    assert (
        compare("## 甲 {#sec-a}\n\n值 {{ profit }}", "## A b {#sec-a}\n\n{{ profit }} it is") == []
    )


def test_other_blocks_are_told_once() -> None:
    """The first block that has no equal is named; what follows would only repeat it."""
    assert compare("甲\n\n乙\n\n丙", "A a\n\n- B\n\nC") == [
        (
            "content/en/01-one.md:7:1: this list item stands where content/zh/01-one.md:7:1 "
            "has this paragraph"
        )
    ]


def test_missing_blocks_are_told() -> None:
    """A block that only one language has is named with its place."""
    assert compare("甲\n\n## 乙 {#sec-b}", "A a") == [
        f"{AT_5}: heading `sec-b` at content/zh/01-one.md:7:1 has no equal after this"
    ]
    assert compare("甲", "A a\n\nB b") == [
        (
            "content/en/01-one.md:7:1: this paragraph stands at the end here, "
            "but not in content/zh/01-one.md"
        )
    ]


def test_headings_agree_in_depth() -> None:
    """A heading of another level is told, with both levels."""
    chinese = "## 甲 {#sec-a}\n\n### 乙 {#sec-b}"

    assert compare(chinese, "## A a {#sec-a}\n\n## B b {#sec-b}") == [
        (
            "content/en/01-one.md:7:1: heading `sec-b` is of level 2, "
            "but 3 at content/zh/01-one.md:7:1"
        )
    ]


def test_items_and_cells_pair_up() -> None:
    """A list with fewer items and a table with fewer rows are told."""
    assert compare("- 甲\n- 乙", "- A a") == [
        (
            "content/en/01-one.md:5:1: this list item at content/zh/01-one.md:6:1 "
            "has no equal after this"
        )
    ]
    table = "::: {{.table #tbl-a}}\n{}\n\n| {} | {} |\n|---|---|\n| {} | {} |\n{}:::"
    assert compare(
        table.format("表", "甲", "乙", "丙", "丁", "| 戊 | 己 |\n"),
        table.format("table", "a a", "b b", "c c", "d d", ""),
    ) == [
        (
            "content/en/01-one.md:10:9: cell 5 of `tbl-a` at content/zh/01-one.md:11:3 "
            "has no equal after this"
        )
    ]


def test_other_values_are_told() -> None:
    """A block names the same values in every language, in any order."""
    assert compare("{{ profit }} {{ loss }}", "{{ loss }} {{ loss }}") == [
        f"{AT_5}: this paragraph names `loss` 2 times, but once in the source language",
        f"{AT_5}: this paragraph names `profit` nowhere, but once in the source language",
    ]


@pytest.mark.parametrize(
    ("chinese", "english", "stretch"),
    [
        ("我们查了网页，没有找到。", "We looked on the web, 没有找到任何线索.", "没有找到任何线索"),
        (
            "我们查了，结果是 we found no page at all that fits the description given，仅此而已。",
            "We looked on the web; that is all.",
            "we found no page at all that fits the description given",
        ),
    ],
)
def test_a_stretch_in_the_other_language_is_found(chinese: str, english: str, stretch: str) -> None:
    """What was left of the source in a translated block, or the other way round, is named."""
    (told,) = compare(chinese, english)

    assert told.endswith(f"this paragraph holds `{stretch}`, which is in the other language")


def test_names_of_the_other_language_may_stand() -> None:
    """A name or a title in its own script is no stretch of prose."""
    assert (
        compare("优步（Uber）用《Deep Learning for Coders》授课。", "Uber (优步) teaches by it.")
        == []
    )


def test_each_item_is_compared_by_itself() -> None:
    """Two values that change places between two items of one list are told."""
    assert len(compare("- {{ profit }}\n- {{ loss }}", "- {{ loss }}\n- {{ profit }}")) == 4


def test_formulas_targets_and_dates_are_the_same() -> None:
    """What is no word is the same in every language, whatever stands around it."""
    body = "{} $R + \\text{{{}}}$ {} @sec-one {} `x`[^a]\n\n[^a]: {}"

    assert compare(
        body.format("甲", "收入", "2015 年 11 月 7 日", "乙", "注"),
        body.format("A a", "revenue", "[7 May 2015]{.year}", "b b", "Note"),
    ) == [
        f"{AT_5}: this paragraph names the date `2015-01-07` once, {NOWHERE}",
        f"{AT_5}: this paragraph names the date `2015-11-07` nowhere, {ONCE}",
    ]
    assert compare("甲 $R + S$", "A a $R - S$") == [
        f"{AT_5}: this paragraph holds the formula `R+S` nowhere, but once in the source language",
        f"{AT_5}: this paragraph holds the formula `R-S` once, but nowhere in the source language",
    ]


def test_what_is_the_same_in_one_language_is_the_same_in_the_other() -> None:
    """A cell that says no for yes is told, whichever language was spoiled and whatever its row."""
    assert _compare_columns("是是是否否", "YYYNN") == []
    for row, (chinese, english) in enumerate((("是是是否否", "NYYNN"), ("是否是否否", "YYYNN"))):
        (error,) = _compare_columns(chinese, english)
        source, usual = ("是", "is `Yes`") if not row else ("否", "is `No`")
        assert error.startswith(
            f"content/en/01-one.md:{row + 10}:3: cell {row + 2} of `tbl-a` says"
        )
        place = f"at content/zh/01-one.md:{row + 10}:3"
        assert error.endswith(f"for `{source}` {place}, which elsewhere in the table {usual}")


def _compare_columns(chinese: str, english: str) -> list[str]:
    words = {"是": "是", "否": "否", "Y": "Yes", "N": "No"}
    tables = (
        f"::: {{.table #tbl-a}}\n{title}\n\n| {title} |\n|---|\n"
        + "".join(f"| {words[each]} |\n" for each in column)
        + ":::"
        for title, column in (("甲", chinese), ("First", english))
    )
    return compare(*tables)


def test_signs_are_spoken_alike() -> None:
    """Plus for minus in how one language speaks a formula is told."""
    formula = '$$\na + b - c\n$$ {{#eq-a alt="{}"}}'
    chinese = formula.format("甲加乙减丙")

    assert compare(chinese, formula.format("a plus b minus c")) == []
    (one, other) = compare(chinese, formula.format("a minus b plus c"))
    assert "speaks the signs `+ −` nowhere, but once" in one
    assert "speaks the signs `− +` once, but nowhere" in other


def test_words_by_sign_are_acknowledged_apart() -> None:
    """A loss that becomes a profit in one language is an error until somebody looks."""
    chinese = '甲 {{ profit | by_sign("亏", "平", "盈") }}'
    right, wrong = (
        f'A {{{{ profit | by_sign("{low}", "none", "{high}") }}}}'
        for low, high in (("loss", "gain"), ("gain", "loss"))
    )
    assert told(edited((chinese, right), (chinese, right))) == []

    (error,) = told(edited((chinese, right), (chinese, wrong)))

    assert error.startswith("content/en/01-one.md:5:3: nobody has acknowledged that the choice of")


def test_values_are_shown_to_the_same_digit() -> None:
    """Other digits are told; another scale, which only moves the point, is not."""
    assert compare("{{ accuracy | percent }}", "{{ accuracy | percent(0) }}") == [
        f"{AT_5}: this paragraph shows `accuracy` as 0.44, but {SOURCE_5} as 0.435"
    ]
    assert compare("{{ profit | money }}", "{{ profit | amount }} it is") == []
    assert compare("{{ loss | money }}", "{{ loss | money_abs }}") == [
        f"{AT_5}: this paragraph shows `loss` as 20.00, but {SOURCE_5} as -20.00"
    ]


def test_what_is_not_translated_is_told() -> None:
    """The same words in both languages are told, but for names, code, formulas and symbols."""
    assert compare("Profit.", "Profit.") == [
        f"{AT_5}: this paragraph is not translated: it says what {SOURCE_5} says"
    ]
    assert compare("利润。", "利润。") != []
    assert (
        compare(
            "CIFAR-10 MIT PyTorch `code` $x$ — {{ profit }} P",
            "CIFAR-10 MIT PyTorch `code` $x$ — {{ profit }} P",
        )
        == []
    )


def test_names_with_digits_are_the_same() -> None:
    """A name that looks like a number stands in both languages, however often."""
    assert compare("CIFAR-10 甲", "CIFAR-10 a a and CIFAR-10") == []
    assert compare("甲", "a a CIFAR-10") == [f"{AT_5}: the name `CIFAR-10` stands here alone"]


def test_labels_are_compared() -> None:
    """Words outside prose pair up by their ids, hold the same fields, and are translated."""
    inputs = make_pair("甲", "A a")
    source, english = inputs.languages
    words = dict(english.strings.texts)
    words["document.figure"] = "Figure"
    words["document.footnotes"] = source.strings["document.footnotes"]
    del words["class.cat"]
    english = replace(english, strings=replace(english.strings, texts=words))
    inputs = replace(inputs, languages=(source, english))

    assert [each for each in told(inputs) if NO_LOCK not in each] == [
        "content/zh/strings.yaml:1:1: `class.cat` has no translation in `en`",
        (
            "content/en/strings.yaml:1:1: `document.figure` holds `{number}` nowhere, "
            "but once in the source language"
        ),
        (
            "content/en/strings.yaml:1:1: `document.footnotes` is not translated: "
            "it says what content/zh/strings.yaml:1:1 says"
        ),
    ]


def test_the_abstract_is_compared() -> None:
    """What report.yaml says in each language is held together too."""
    languages = make_language(["甲"], abstract="{{ profit }}"), make_language(["A a"], code="en")
    inputs = make_inputs(*languages, references=())

    assert told(inputs)[0].endswith("stands where content/report.yaml:3:1 has this paragraph")


def test_a_translation_needs_a_lock() -> None:
    """Without the lock nobody has compared the languages; one language needs none."""
    (problem,) = told(make_pair("甲", "A a"))

    assert problem.startswith("translations.lock:1:1: there is no translation lock")
    assert told(make_inputs(make_language(["甲"]), references=())) == []


def test_what_was_acknowledged_is_fresh() -> None:
    """Nothing is told of a translation that follows its source."""
    assert told(acknowledged(make_pair("甲\n\n- 乙", "A a\n\n- B"))) == []


def test_an_edited_source_makes_its_translation_stale() -> None:
    """It is no error, but named with both places, and counted at the head of the section."""
    inputs = edited(("甲\n\n乙", "A a\n\nB b"), ("甲\n\n乙改", "A a\n\nB changed"))
    documents = make_documents(inputs, make_results(), VERDICTS, None)

    assert check_documents(inputs, documents) == []
    assert [str(error) for error in find_stale(documents)] == [
        "content/en/01-one.md:7:1: this paragraph is older than content/zh/01-one.md:7:1"
    ]
    note = documents[1].sections[0].blocks[0]
    assert (note.kind, note.site.text) == ("stale", "本节有 1 处未更新。 (translated)")
    assert documents[1].notice == ""
    assert documents[0].sections[0].blocks[0].kind == "paragraph"


def test_stale_words_outside_the_sections_are_counted_on_the_first_page() -> None:
    """A title or label that is behind is told where no section can tell it."""
    inputs = acknowledged(make_pair("甲", "A a"))
    source, english = inputs.languages
    renamed = replace(source, title="新标题")
    documents = make_documents(
        replace(inputs, languages=(renamed, english)), make_results(), VERDICTS, None
    )

    assert documents[1].notice == "另有 1 处未更新。 (translated)"


def test_an_inserted_block_is_named() -> None:
    """The lock tells which block has no translation, and that the others have theirs."""
    inputs = edited(
        ("甲\n\n乙\n\n丙", "A a\n\nB b\n\nC c"), ("甲\n\n新\n\n乙\n\n丙", "A a\n\nB b\n\nC c")
    )

    assert told(inputs) == ["content/zh/01-one.md:7:1: this paragraph has no translation in `en`"]


def test_a_removed_block_leaves_an_orphan() -> None:
    """A translation whose source is gone is named; so is a line of the lock that nothing needs."""
    before = "甲\n\n乙\n\n丙", "A a\n\nB b\n\nC c"

    assert told(edited(before, ("甲\n\n丙", before[1]))) == [
        "content/en/01-one.md:7:1: this paragraph translates nothing in the source language"
    ]
    assert [
        each.partition(": ")[2] for each in told(edited(before, ("甲\n\n丙", "A a\n\nC c")))
    ] == ["the lock holds `sec-one/paragraph/2` of `en`, which is no longer there"]


def test_a_block_new_in_both_languages_waits_for_a_word() -> None:
    """Nobody has said yet that the two say the same."""
    assert told(edited(("甲", "A a"), ("甲\n\n新", "A a\n\nNew words"))) == [
        (
            "content/en/01-one.md:7:1: nobody has acknowledged that this paragraph says "
            "what content/zh/01-one.md:7:1 says"
        )
    ]


def test_blocks_that_change_places_in_one_language_are_told() -> None:
    """The order of blocks is the same in every language."""
    before = "甲\n\n乙", "A a\n\nB b"

    assert told(edited(before, ("甲\n\n乙", "B b\n\nA a"))) == [
        f"{AT_5}: this paragraph was made from another block than {SOURCE_5}",
        (
            "content/en/01-one.md:7:1: this paragraph was made from another block than "
            "content/zh/01-one.md:7:1"
        ),
    ]
    assert told(edited(before, ("乙\n\n甲", "B b\n\nA a"))) == []


def test_claims_must_be_stated() -> None:
    """A claim of the ledger that no prose states is told at its own line."""
    assert compare("甲", "A a", claims=(CLAIM,)) == [
        "claims.yaml:4:1: claim `profit` is nowhere in the prose"
    ]
    stated = "::: {{.claim #claim-profit}}\n{}\n:::"
    assert compare(stated.format("甲"), stated.format("A a"), claims=(CLAIM,)) == []
