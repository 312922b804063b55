"""Tests of generator.delivery.readiness."""

import subprocess
from pathlib import Path

import pytest

from generator.delivery.readiness import diagnose_delivery
from generator.doctor import Finding

SECRETS = {
    "SMTP_URL": "smtps://report:hunter2@mail.example.net",
    "MAIL_FROM": "Our report <report@example.net>",
    "SEND_SECRET": "0123456789abcdef-hidden",
    "REPORT_RECIPIENTS": "- {name: Ada, address: ada@hidden.example, language: en}",
}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Make a repository that knows its origin and its address."""
    for command in (
        ("init", "--quiet"),
        ("remote", "add", "origin", "git@github.com:somebody/report.git"),
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)  # noqa: S607 -- on the path
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "report.yaml").write_text("site: https://somebody.github.io/report/\n")
    return folder


def tell(findings: tuple[Finding, ...]) -> dict[str, str]:
    """Say of each what was found, or what would mend it."""
    assert {each.scope for each in findings} == {"delivery"}
    return {each.name: each.remedy if each.missing else f"ok: {each.found}" for each in findings}


def test_all_that_is_set_is_found_and_none_of_it_shown(content: Path) -> None:
    """Whoever reads the answer learns that everything is there, and nothing more."""
    told = tell(diagnose_delivery(content, SECRETS))

    assert told == {
        "repository on GitHub": "ok: github.com, as origin",
        "address of the site": "ok: https://somebody.github.io/report/",
        "SMTP_URL": "ok: set",
        "MAIL_FROM": "ok: set",
        "SEND_SECRET": "ok: set",
        "recipients": "ok: 1, in REPORT_RECIPIENTS",
    }


def test_what_is_missing_comes_with_how_to_get_it(tmp_path: Path) -> None:
    """In a folder that is nothing yet, every part is named with its remedy."""
    told = tell(diagnose_delivery(tmp_path, {}))

    assert told["repository on GitHub"].startswith("git remote add origin https://github.com/")
    assert told["address of the site"].startswith(f"write it into {tmp_path}/report.yaml")
    assert told["SMTP_URL"].startswith("`SMTP_URL` is not set; write smtps://")
    assert told["MAIL_FROM"].startswith("`MAIL_FROM` is not set; write a name and an address")
    assert told["SEND_SECRET"].startswith("`SEND_SECRET` is not set; make one and keep it")
    assert told["recipients"] == (
        f"copy {tmp_path}/recipients.example.yaml to {tmp_path}/recipients.yaml, "
        "or set REPORT_RECIPIENTS"
    )


def test_what_is_wrong_is_missing_and_not_shown(content: Path) -> None:
    """A setting that sending would refuse is named with the reason, its value not shown."""
    (content / "report.yaml").write_text("site: https://example.org/report/\n")
    wrong = {
        "SMTP_URL": "smtp://report:hunter2@mail.example.net",
        "MAIL_FROM": "hidden",
        "SEND_SECRET": "hidden",
        "REPORT_RECIPIENTS": "- {name: Ada, address: hidden, language: en}",
    }

    told = tell(diagnose_delivery(content, wrong))

    assert told["address of the site"].startswith("write it into ")
    assert "in the clear" in told["SMTP_URL"]
    assert told["MAIL_FROM"].startswith("`MAIL_FROM` is no sender")
    assert told["SEND_SECRET"].startswith("`SEND_SECRET` is too short")
    assert told["recipients"].startswith("mend REPORT_RECIPIENTS: REPORT_RECIPIENTS:1:24: ")
    assert "hidden" not in str(told)
    assert "hunter2" not in str(told)


def test_a_list_in_a_file_is_found(content: Path) -> None:
    """Without the secret, the file that git leaves out counts, and is named for the command."""
    path = content / "recipients.yaml"
    path.write_text(SECRETS["REPORT_RECIPIENTS"])

    told = tell(diagnose_delivery(content, {}))

    assert told["recipients"] == f"ok: 1, for send --recipients {path}"
