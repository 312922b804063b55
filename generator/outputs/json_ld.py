"""Turns the report into a description that machines read in its first page.

Source: schema.org, type Report; JSON-LD 1.1.
"""

import json
from typing import Any

from generator.documents.nouns import Document
from generator.outputs.pages import Page

PICTURE = "share.png"
"""What a shared link shows, below the folder of each language."""


def make_linked_description(page: Page, document: Document, authors: tuple[str, ...]) -> str:
    """Describe the report for machines, as JSON-LD that may stand inside HTML."""
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": page.address,
        "url": page.address,
        "headline": document.title,
        "abstract": page.description,
        "keywords": list(document.keywords),
        "inLanguage": page.language,
        "datePublished": page.date.isoformat(),
        "isAccessibleForFree": True,
        "image": f"{page.address}{PICTURE}",
    }
    if page.licence:
        described["license"] = f"https://spdx.org/licenses/{page.licence}.html"
    if authors:
        described["author"] = [{"@type": "Person", "name": name} for name in authors]
    relations = [
        {"@type": "Report", "@id": twin.address, "inLanguage": twin.language}
        for twin in page.twins
        if twin.language != page.language
    ]
    if relations:
        is_source = page.twins[0].language == page.language
        described["workTranslation" if is_source else "translationOfWork"] = relations
    # Inside `script` only `</` could end the element: no `<` is left.
    return json.dumps(described, ensure_ascii=False).replace("<", "\\u003c")
