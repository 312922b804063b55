"""Turns a finished build into the list by which anybody can check it."""

import json
from collections.abc import Mapping

from generator.cache import fingerprint_of
from generator.changes import edition_to_plain
from generator.inputs.editions import MANIFEST_FORMAT
from generator.inputs.nouns import Language
from generator.outputs.editions import make_edition
from generator.outputs.nouns import Finished
from generator.outputs.versions import library_versions, package_versions


def make_manifest(finished: Finished, digests: Mapping[str, str]) -> str:
    """List every file with its SHA-256, what shaped the bytes, and what the report found.

    Neither the day nor the folder of the build is in it: the same inputs give the same manifest.
    """
    manifest = {
        "format": MANIFEST_FORMAT,
        "versions": {"libraries": library_versions(), "packages": package_versions()},
        "verdicts": {verdict.claim.id: verdict.outcome for verdict in finished.verdicts},
        "sections": {
            document.language: {
                section.id: fingerprint_of(section.site_html, section.pdf_html)
                for section in document.sections
            }
            for document in finished.documents
        },
        "words": {language.code: digest_words(language) for language, _ in finished.languages},
        "edition": edition_to_plain(make_edition(finished)),
        "files": dict(digests),
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def digest_words(language: Language) -> str:
    """Digest the title and every word outside prose, so that a mail can tell that none changed."""
    words = (part for item in sorted(language.strings.items()) for part in item)
    return fingerprint_of(language.title, *words)
