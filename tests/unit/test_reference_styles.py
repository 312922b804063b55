"""How entries of the bibliography are written by each citation style."""

from typing import Any

import pytest

from generator.documents.gb_t_7714 import write_gb_t_7714
from generator.documents.ieee import write_ieee
from generator.errors import Location
from generator.inputs.nouns import Author, Reference, Strings

STRINGS = Strings(
    code="en",
    path="strings.yaml",
    texts={
        "document.reference.others.zh": "等",
        "document.reference.others.other": "et al.",
        "document.reference.language.zh": "in Chinese",
    },
)
SWARTZ = Author(family="Swartz", given="Morton N.")


def people(*names: str) -> tuple[Author, ...]:
    """Make authors of `Family, Given`, or of whole names."""
    parts = (name.partition(", ") for name in names)
    return tuple(
        Author(family=family, given=given) if comma else Author(literal=family)
        for family, comma, given in parts
    )


def work(**fields: Any) -> Reference:  # noqa: ANN401 -- fields of Reference
    """Make a reference; a test states only what its style prints."""
    known: dict[str, Any] = {"key": "a", "language": "en", "verified": ("work",)}
    return Reference(**{**known, "at": Location(path="references.yaml"), **fields})


BOOK = work(
    type="book", title="AI and the future of banking", authors=people("Boobier, Tony"),
    publisher_place="Chichester", publisher="John Wiley & Sons", issued="2020",
)  # fmt: skip
LATER_EDITION = work(
    type="book", title="Probability", authors=people("Peebles, Peyton Z."), edition="4th ed.",
    publisher_place="New York", publisher="McGraw-Hill", issued="2001",
)  # fmt: skip
CHINESE_ARTICLE = work(
    type="article-journal", title="审核备案模式", language="zh-Hans",
    authors=people("于潇", "刘义", "柴跃廷", "某人"), container_title="清华大学学报",
    issued="2012", volume="52", issue="11", page="1518–1523",
)  # fmt: skip
WITHOUT_VOLUME = work(
    type="article-journal", title="电子图书馆", language="zh", authors=people("杨宗英"),
    container_title="中国图书馆学报", issued="1996", issue="2", page="24–29",
)  # fmt: skip
WITH_DOI = work(
    type="article-journal", title="ARA", authors=people("Maurya, Anand", "Szymanski, Maciej"),
    container_title="GigaScience", issued="2023", volume="12", doi="10.1093/gigascience/giad067",
)  # fmt: skip
PAPER = work(
    type="paper-conference", title="Unmixing before fusion", has_others=True,
    authors=people("Yu, Yang", "Pan, Erting", "Wang, Xinya"), container_title="CVPR",
    issued="2024", page="4–9", url="https://openaccess.thecvf.com/x.html",
)  # fmt: skip
PAGE = work(
    type="webpage", title="Histórias", authors=people("António, Mário"), issued="2019-07-13",
    accessed="2025-01-02", url="https://arquivo.pt/x",
)  # fmt: skip
PREPRINT = work(
    type="article", title="Controlled manipulation of light", issued="2012-03-18",
    authors=people("Jenkins, Stewart D.", "Ruostekoski, Janne"), accessed="2020-06-24",
    doi="10.48550/arXiv.1112.6136",
)  # fmt: skip
REPORT = work(
    type="report", title="Guidelines", authors=people("U.S. Department"), number="PB 91-194001",
    publisher_place="Springfield", publisher="National Service", issued="1990",
)  # fmt: skip
STANDARD = work(
    type="standard", title="信息与文献 资源描述", number="GB/T 3792—2021", language="zh"
)
UNTRACED = work(type="document", title="Of this nothing is known", authors=people("Godard, J.-L."))
PROGRAM = work(
    type="software", title="Git", authors=people("The Git Project"), accessed="2026-11-24",
    url="https://github.com/git/git",
)  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        (BOOK, "Boobier T. AI and the future of banking[M]. Chichester: John Wiley & Sons, 2020."),
        (LATER_EDITION, "Peebles P Z. Probability[M]. 4th ed. New York: McGraw-Hill, 2001."),
        (
            CHINESE_ARTICLE,
            "于潇, 刘义, 柴跃廷, 等. 审核备案模式[J]. 清华大学学报, 2012, 52(11): 1518-1523.",
        ),
        (WITHOUT_VOLUME, "杨宗英. 电子图书馆[J]. 中国图书馆学报, 1996(2): 24-29."),
        (
            WITH_DOI,
            (
                "Maurya A, Szymanski M. ARA[J/OL]. GigaScience, 2023, 12. "
                "https://doi.org/10.1093/gigascience/giad067."
            ),
        ),
        (
            PAPER,
            (
                "Yu Y, Pan E, Wang X, et al. Unmixing before fusion[C/OL]//CVPR, 2024: 4-9. "
                "https://openaccess.thecvf.com/x.html."
            ),
        ),
        (
            PAGE,
            "António M. Histórias[EB/OL]. (2019-07-13)[2025-01-02]. https://arquivo.pt/x.",
        ),
        (
            PREPRINT,
            (
                "Jenkins S D, Ruostekoski J. Controlled manipulation of light[PP/OL]. "
                "(2012-03-18)[2020-06-24]. https://doi.org/10.48550/arXiv.1112.6136."
            ),
        ),
        (
            REPORT,
            "U.S. Department. Guidelines: PB 91-194001[R]. Springfield: National Service, 1990.",
        ),
        (STANDARD, "GB/T 3792—2021 信息与文献 资源描述[S]."),
        (UNTRACED, "Godard J-L. Of this nothing is known[Z]."),
        (PROGRAM, "The Git Project. Git[CP/OL]. [2026-11-24]. https://github.com/git/git."),
    ],
)
def test_the_national_standard_sets_order_and_marks(reference: Reference, line: str) -> None:
    """Names come family first, the kind of work in brackets, and three authors at most."""
    assert "".join(run.text for run in write_gb_t_7714(reference, STRINGS)) == line


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        (BOOK, "T. Boobier, AI and the future of banking. Chichester: John Wiley & Sons, 2020."),
        (LATER_EDITION, "P. Z. Peebles, Probability, 4th ed. New York: McGraw-Hill, 2001."),
        (
            CHINESE_ARTICLE,
            (
                "于潇, 刘义, 柴跃廷, and 某人, “审核备案模式,” (in Chinese), 清华大学学报, "
                "vol. 52, no. 11, pp. 1518–1523, 2012."
            ),
        ),
        (
            WITH_DOI,
            (
                "A. Maurya and M. Szymanski, “ARA,” GigaScience, vol. 12, 2023, "
                "doi: 10.1093/gigascience/giad067."
            ),
        ),
        (
            PAPER,
            (
                "Y. Yu et al., “Unmixing before fusion,” in CVPR, 2024, pp. 4–9. "
                "[Online]. Available: https://openaccess.thecvf.com/x.html"
            ),
        ),
        (
            PAGE,
            (
                "M. António, “Histórias,” Jul. 13, 2019. Accessed: Jan. 2, 2025. "
                "[Online]. Available: https://arquivo.pt/x"
            ),
        ),
        (
            REPORT,
            "U.S. Department, “Guidelines,” National Service, PB 91-194001, 1990.",
        ),
        (UNTRACED, "J.-L. Godard, “Of this nothing is known.”"),
        (
            PROGRAM,
            (
                "The Git Project, Git. Accessed: Nov. 24, 2026. "
                "[Online]. Available: https://github.com/git/git"
            ),
        ),
    ],
)
def test_ieee_sets_order_and_marks(reference: Reference, line: str) -> None:
    """Names come given first, titles in quotation marks, works in another language marked."""
    assert "".join(run.text for run in write_ieee(reference, STRINGS)) == line


def test_more_than_six_authors_are_one_and_others() -> None:
    """Six authors are named, seven are not; the words for the rest are the entry's language's."""
    names = ("A", "B", "C", "D", "E", "F")
    six = work(type="document", title="T", authors=people(*names))
    seven = work(type="document", title="T", authors=people(*names, "G"), language="zh")

    assert write_ieee(six, STRINGS)[0].text == "A, B, C, D, E, and F"
    assert write_ieee(seven, STRINGS)[0].text == "A 等"


def test_titles_of_whole_works_and_addresses_are_marked() -> None:
    """The list sets journals and books apart, and links what has an address."""
    runs = write_ieee(WITH_DOI, STRINGS)

    assert [run.text for run in runs if run.is_title] == ["GigaScience"]
    assert [run.href for run in runs if run.href] == [f"https://doi.org/{WITH_DOI.doi}"]
