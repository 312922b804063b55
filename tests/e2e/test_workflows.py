"""The workflows: their form, their safety, and each of their commands run in a clean clone."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from itertools import product
from pathlib import Path

import pytest

from tests.hosting import hosting
from tests.lights import draw_picture
from tests.mail_server import Postman, serve
from tests.workflows import (
    FOLDER,
    ROOT,
    Run,
    Server,
    Values,
    git,
    list_blocks,
    make_origin,
    run_job,
    run_workflow,
)

WORKFLOWS = sorted(path.name for path in FOLDER.glob("*.yml"))
BIN = Path(sys.executable).parent
MAIL = {
    "MAIL_FROM": "The report <report@example.org>",
    "SEND_SECRET": "a secret that is long enough for the record",
    "REPORT_RECIPIENTS": (
        "- {name: Ada, address: ada@example.org, language: en}\n"
        "- {name: 李冰, address: libing@example.org, language: zh}\n"
    ),
}
TESTS = ".ci/run"
"""The block that runs this very test: here it is not run once more."""


def look(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Let a linter look, and keep what it says."""
    program, *arguments = map(str, command)
    return subprocess.run(
        [str(BIN / program), *arguments], check=False, capture_output=True, text=True
    )


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_has_the_form_that_github_reads(name: str, tmp_path: Path) -> None:
    """Each keeps the schema of workflows; one with a misspelt key does not."""
    schema = ("check-jsonschema", "--builtin-schema", "vendor.github-workflows")
    misspelt = tmp_path / name
    misspelt.write_text((FOLDER / name).read_text().replace("runs-on:", "run-on:"))

    found = look(*schema, FOLDER / name)

    assert found.returncode == 0, found.stdout
    assert look(*schema, misspelt).returncode == 1


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_is_safe(name: str, tmp_path: Path) -> None:
    """The linter finds nothing at its strictest, and finds a right too many where there is one."""
    lint = ("zizmor", "--offline", "--color", "never", "--persona", "auditor")
    lax = tmp_path / name
    text = (FOLDER / name).read_text()
    lax.write_text(text.replace("permissions: {}\n", "permissions: write-all\n"))

    found = look(*lint, FOLDER / name)

    assert (found.returncode, found.stdout) == (0, "No findings to report. Good job!\n")
    assert "excessive-permissions" in look(*lint, lax).stdout


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Give a repository, its artifacts and its site."""
    origin = make_origin(tmp_path)
    with hosting(tmp_path) as address:
        yield Server(
            folder=tmp_path,
            origin=origin,
            address=f"{address}published/",
            replaced={TESTS: "echo tested"},
        )


def set_values(server: Server, mail: Values | None = None) -> Values:
    """Say what a run of main knows; without `mail` no secret is set."""
    secrets = ("SMTP_URL", "MAIL_FROM", "SEND_SECRET", "REPORT_RECIPIENTS")
    return {
        "github.ref": "refs/heads/main",
        "github.run_id": "7",
        "github.sha": git(server.origin, "rev-parse", "main"),
        "github.token": "",
        "hashFiles('requirements.lock')": "0",
        "inputs.evaluate": "none",
        "inputs.train": "false",
        **{f"secrets.{name}": (mail or {}).get(name, "") for name in secrets},
    }


def publish(server: Server, mail: Values | None = None, mailing: str = "success") -> Run:
    """Publish what main holds."""
    run = run_workflow(server, "publish.yml", set_values(server, mail))
    done = dict.fromkeys(("test", "build", "deploy"), "success")
    assert run.outcomes == {**done, "evaluate": "skipped", "mail": mailing}
    return run


def run_mail(server: Server, mail: Values) -> tuple[str, str]:
    """Run the last job once more: its outcome and its summary."""
    needs = {"deploy": {"address": server.address}}
    outcome, _, summary = run_job(server, "publish.yml", "mail", set_values(server, mail), needs)
    return outcome, summary


@contextmanager
def working_on(server: Server, branch: str) -> Iterator[Path]:
    """Open a branch, and push what was done to it."""
    with tempfile.TemporaryDirectory() as place:
        clone = Path(place) / "clone"
        git(Path(place), "clone", "--quiet", "--branch", branch, str(server.origin), "clone")
        yield clone
        git(clone, "add", "--all")
        git(clone, "commit", "--quiet", "--allow-empty", "--message", "Go on")
        git(clone, "push", "--quiet", "origin", branch)


def raise_revenue(server: Server) -> None:
    """Commit another revenue to main, by which the example's profit goes from 300 to 500."""
    with working_on(server, "main") as clone:
        path = clone / "content" / "assumptions.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("value: 1000\n", "value: 1200\n", 1), encoding="utf-8")


def read_delivery(server: Server, name: str) -> str:
    """Read a file of the branch `delivery`."""
    return git(server.origin, "show", f"delivery:{name}")


def test_from_a_commit_to_a_mail_and_on(server: Server) -> None:
    """Every block runs: published without mail, mailed once, then what a commit changed."""
    postman = Postman(to_rcpt={"cy@example.org": ["550 nobody of that name"]})
    with serve(postman) as smtp:
        mail = {**MAIL, "SMTP_URL": smtp.url()}
        unset = publish(server)
        assert unset.summaries["mail"] == (
            "No mail was sent. Secrets that are missing: "
            "SMTP_URL MAIL_FROM SEND_SECRET REPORT_RECIPIENTS.\n"
        )
        assert "This is the first edition" in unset.summaries["build"]
        assert postman.taken == []

        first = publish(server, mail)
        assert "    2 mails sent\n" in first.summaries["mail"]
        assert find_pdfs(postman) == [
            ("ada@example.org", (server.offered / "pdf" / "report.en.pdf").read_bytes()),
            ("libing@example.org", (server.offered / "pdf" / "report.zh.pdf").read_bytes()),
        ]

        again = publish(server, mail)
        assert again.summaries["mail"] == "    2 mails sent by an earlier run\n"

        raise_revenue(server)
        mail["REPORT_RECIPIENTS"] += "- {name: Cy, address: cy@example.org, language: en}\n"
        revised = publish(server, mail, mailing="failure")
        assert (
            "| `scenario.article.profit` | Abstract | CNY 3 million | CNY 5 million "
            "| up CNY 2 million |"
        ) in revised.summaries["build"]
        assert "got no mail; the server refuses it: 550 nobody" in revised.summaries["mail"]
        assert [to for to, _ in postman.taken[2:]] == ["ada@example.org", "libing@example.org"]
        assert "CNY 5 million" in read_text(postman.mails("ada@example.org")[1])

        assert run_mail(server, mail) == (
            "success",
            "    sending 1 of 3 mails\n    2 mails sent by an earlier run\n    1 mail sent\n",
        )
        with working_on(server, "delivery") as branch:
            assert not (branch / "under-way").exists()
            (branch / "under-way").write_text("run 6", encoding="utf-8")
        died, silent = run_mail(server, mail)

    assert (died, silent, len(postman.taken)) == ("failure", "", 5)
    summaries = [text for run in (unset, first, again, revised) for text in run.summaries.values()]
    told = "".join((*summaries, read_delivery(server, "sent.jsonl")))
    assert not [name for name in ("ada", "libing", "cy") if f"{name}@example.org" in told]
    measure = {**set_values(server), "inputs.evaluate": str(write_pictures(server.folder))}
    outcome, _, measured = run_job(server, "publish.yml", "evaluate", measure, {})
    assert outcome == "success"
    assert "content/models/lenet.json" in measured
    assert server.ran == list_blocks("publish.yml")


def write_pictures(folder: Path) -> Path:
    """Write a set of the classes that the networks tell apart, in place of the official one."""
    record = json.loads((ROOT / "content" / "models" / "lenet.json").read_text(encoding="utf-8"))
    for split, (number, name) in product(
        ("train", "test"), enumerate(record["dataset"]["classes"])
    ):
        place = folder / "made" / split / name
        place.mkdir(parents=True)
        (place / "1.png").write_bytes(draw_picture("bright", 2 * number + 1))
    return folder / "made"


def find_pdfs(postman: Postman) -> list[tuple[str, bytes]]:
    """List who got which PDF."""
    opened = [(to, postman.mails(to)[-1]) for to, _ in postman.taken]
    return [
        (to, bytes(each.get_payload(decode=True)))
        for to, mail in opened
        for each in mail.iter_attachments()
    ]


def read_text(mail: EmailMessage) -> str:
    """Read the plain part."""
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def test_a_pull_request_is_answered(server: Server) -> None:
    """Every block runs; the answer names the numbers that move, and offers the site."""
    raise_revenue(server)

    run = run_workflow(server, "check.yml", set_values(server))

    assert run.outcomes == {"test": "success", "build": "success"}
    assert "| 300 万元 | 500 万元 | 增加 200 万元 |" in run.summaries["build"]
    assert (server.offered / "site" / "en" / "index.html").is_file()
    assert sorted(path.name for path in (server.offered / "pdf").iterdir()) == [
        "report.en.pdf",
        "report.zh.pdf",
    ]
    assert server.ran == list_blocks("check.yml")
