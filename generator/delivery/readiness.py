"""Turns the environment and the content into findings: what publishing and mailing still lack."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from generator.delivery.settings import HINTS, RECIPIENTS, find_setting_problems
from generator.doctor import Finding
from generator.errors import ReportError
from generator.inputs.recipients import parse_secret_recipients, read_recipients
from generator.inputs.strict_yaml import parse_yaml

_LIST = "recipients.yaml"
_PLACEHOLDER = ("example.org", "example.com", "example.net")
"""Hosts that nobody can own. Source: RFC 2606, section 3."""


def diagnose_delivery(content: Path, environment: Mapping[str, str]) -> tuple[Finding, ...]:
    """Look for what a published, mailed report needs beyond a build; no finding shows a secret."""
    return (
        _diagnose_origin(content),
        _diagnose_address(content),
        *_diagnose_settings(environment),
        _diagnose_recipients(content, environment),
    )


def _diagnose_origin(content: Path) -> Finding:
    found = _read_origin(content)
    host = urlsplit(found).hostname or found.partition("@")[2].partition(":")[0]
    return _make_finding(
        "repository on GitHub",
        found=f"{host}, as origin" if host.endswith("github.com") else "",
        remedy="git remote add origin https://github.com/OWNER/REPOSITORY.git",
    )


def _read_origin(folder: Path) -> str:
    git = shutil.which("git")
    if not git:
        return ""
    command = [git, "-C", str(folder), "remote", "get-url", "origin"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 -- git
    return done.stdout.strip()


def _diagnose_address(content: Path) -> Finding:
    path = content / "report.yaml"
    site = ""
    if path.is_file():
        settings = parse_yaml(path.read_text(encoding="utf-8"), str(path)).value
        site = str(settings.get("site", "")) if isinstance(settings, dict) else ""
    is_real = bool(site) and urlsplit(site).hostname not in _PLACEHOLDER
    return _make_finding(
        "address of the site",
        found=site if is_real else "",
        remedy=f"write it into {path} as `site:`; a workflow learns it from Pages",
    )


def _diagnose_settings(environment: Mapping[str, str]) -> Iterator[Finding]:
    problems = find_setting_problems(environment)
    for name in HINTS:
        problem = problems.get(name)
        remedy = f"{problem.message}; {problem.hint}" if problem else ""
        yield _make_finding(name, found="" if problem else "set", remedy=remedy)


def _diagnose_recipients(content: Path, environment: Mapping[str, str]) -> Finding:
    path, secret = content / _LIST, environment.get(RECIPIENTS, "")
    found, remedy = "", f"copy {content}/recipients.example.yaml to {path}, or set {RECIPIENTS}"
    try:
        if secret:
            found = f"{len(parse_secret_recipients(secret, RECIPIENTS, ()))}, in {RECIPIENTS}"
        elif path.is_file():
            found = f"{len(read_recipients(path, ()))}, for send --recipients {path}"
    except ReportError as problem:
        remedy = f"mend {RECIPIENTS if secret else path}: {problem}"
    return _make_finding("recipients", found=found, remedy=remedy)


def _make_finding(name: str, *, found: str, remedy: str) -> Finding:
    return Finding(name=name, scope="delivery", found=found, remedy="" if found else remedy)
