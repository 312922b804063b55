"""A workflow run on this machine: every `run:` block as GitHub would run it, in a clean clone.

What only GitHub can do stands in `EFFECTS`: the visible effect of each action that a job uses. What
would take too long, or need a right that a test has not, is replaced by the caller, by its text.
"""

import itertools
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".github" / "workflows"

Values = dict[str, str]


def read_workflow(name: str) -> dict[str, Any]:
    """Read a workflow; every value is text, and `on` stays a word."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 -- makes nothing but text
    return found


def list_blocks(name: str) -> set[str]:
    """List the `run:` blocks of a workflow, by workflow, job and step."""
    return {
        f"{name}/{job}/{number}"
        for job, plan in read_workflow(name)["jobs"].items()
        for number, step in enumerate(plan["steps"], start=1)
        if "run" in step
    }


def git(folder: Path, *command: str) -> str:
    """Run git in a folder and give what it says."""
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "gc.auto=0")
    done = subprocess.run(
        ["git", *settings, *command],  # noqa: S607 -- found on the path, as on a server
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def make_origin(folder: Path) -> Path:
    """Make a bare repository whose branch `main` holds the working tree as it is, as one commit."""
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    tree = folder / "tree"
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    git(folder, "init", "--quiet", "--initial-branch=main", str(tree))
    git(tree, "add", "--all")
    git(tree, "commit", "--quiet", "--message", "The working tree")
    git(folder, "clone", "--quiet", "--bare", str(tree), "origin.git")
    return folder / "origin.git"


@dataclass(kw_only=True)
class Server:
    """What stays between the runs: the repository, what was offered, what is published."""

    folder: Path
    origin: Path
    address: str
    """Where `published` is served."""
    ran: set[str] = field(default_factory=set)
    """The `run:` blocks that were run, by workflow, job and step."""
    replaced: Mapping[str, str] = field(default_factory=dict)
    """What runs instead of a block, by the block."""

    @property
    def offered(self) -> Path:
        """Folder of the artifacts."""
        return self.folder / "offered"

    @property
    def published(self) -> Path:
        """Folder of what Pages serves."""
        return self.folder / "published"


@dataclass(kw_only=True)
class Job:
    """One job under way."""

    server: Server
    place: Path
    values: Values
    """What expressions may name."""
    outcomes: list[str] = field(default_factory=list)

    @property
    def clone(self) -> Path:
        """Folder that the job works in."""
        return self.place / "clone"

    def fill(self, text: str) -> str:
        """Replace every expression by its value; one that is not known fails the test."""
        parts = text.split("${{")
        tails = (part.split("}}", 1) for part in parts[1:])
        return parts[0] + "".join(self.values[name.strip()] + rest for name, rest in tails)

    def allows(self, condition: str) -> bool:
        """Tell whether a step is to run."""
        return holds(condition, self.values, has_failed="failure" in self.outcomes)


def holds(condition: str, values: Values, *, has_failed: bool) -> bool:
    """Tell whether a condition holds; without a word on failures, only if nothing failed."""
    terms = [term.strip() for term in condition.split("&&") if term.strip()]
    states = {"always()": True, "failure()": has_failed}
    said = [states[term] for term in terms if term in states] or [not has_failed]
    equal = [term.split(" == ") for term in terms if term not in states]
    return all(said) and all(values[name] == want.strip("'") for name, want in equal)


@dataclass(kw_only=True)
class Run:
    """What a workflow came to, by job."""

    outcomes: dict[str, str] = field(default_factory=dict)
    """`success`, `failure`, or `skipped`."""
    outputs: dict[str, Values] = field(default_factory=dict)
    summaries: dict[str, str] = field(default_factory=dict)


def run_workflow(server: Server, workflow: str, values: Values) -> Run:
    """Run the jobs that are due, each after those that it needs, as GitHub would.

    The jobs stand in the file in an order in which they can run.
    """
    run = Run()
    for job, plan in read_workflow(workflow)["jobs"].items():
        named = plan.get("needs", [])
        needs = [named] if isinstance(named, str) else named
        has_failed = any(run.outcomes[each] != "success" for each in needs)
        if not holds(plan.get("if", ""), values, has_failed=has_failed):
            run.outcomes[job] = "skipped"
            continue
        given = {each: run.outputs[each] for each in needs}
        outcome, outputs, summary = run_job(server, workflow, job, values, given)
        run.outcomes[job], run.outputs[job], run.summaries[job] = outcome, outputs, summary
    return run


def run_job(
    server: Server, workflow: str, job: str, values: Values, needs: Mapping[str, Values]
) -> tuple[str, Values, str]:
    """Run the steps of a job in order: its outcome, its outputs, its summary."""
    described = read_workflow(workflow)
    plan = described["jobs"][job]
    place = server.folder / f"job-{next(_NUMBERS)}"
    (place / "bin").mkdir(parents=True)
    given = {f"needs.{name}.outputs.{key}": v for name, o in needs.items() for key, v in o.items()}
    state = Job(server=server, place=place, values={**values, **given})
    state.values["runner.temp"] = str(place)
    for number, step in enumerate(plan["steps"], start=1):
        outcome, outputs = "skipped", Values()
        if state.allows(step.get("if", "")):
            env = {**described.get("env", {}), **plan.get("env", {}), **step.get("env", {})}
            if "uses" in step:
                outcome, outputs = "success", use(state, step)
            else:
                outcome, outputs = run_block(state, step["run"], env)
                server.ran.add(f"{workflow}/{job}/{number}")
        state.outcomes.append(outcome)
        for key, value in {"outcome": outcome, **prefixed(outputs, "outputs.")}.items():
            state.values[f"steps.{step.get('id', number)}.{key}"] = value
    outputs = {key: state.fill(value) for key, value in plan.get("outputs", {}).items()}
    told = place / "summary.md"
    result = "failure" if "failure" in state.outcomes else "success"
    return result, outputs, told.read_text(encoding="utf-8") if told.exists() else ""


def prefixed(values: Values, prefix: str) -> Values:
    """Put something before every name."""
    return {prefix + key: value for key, value in values.items()}


def run_block(state: Job, block: str, env: Mapping[str, str]) -> tuple[str, Values]:
    """Run one block as GitHub does: in bash, which ends at the first error."""
    script, said = state.place / "block.sh", state.place / "outputs.txt"
    script.write_text(state.server.replaced.get(block.strip(), block), encoding="utf-8")
    said.write_text("", encoding="utf-8")
    filled = {name: state.fill(value) for name, value in env.items()}
    own = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(said),
        "GITHUB_RUN_ID": state.values["github.run_id"],
        "GITHUB_STEP_SUMMARY": str(state.place / "summary.md"),
        "HOME": str(state.place),
        "PATH": f"{state.place / 'bin'}:{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],  # noqa: S607 -- as above
        cwd=state.clone,
        env={**own, **filled},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    print(f"$ {block}\n{done.stdout}")  # noqa: T201 -- shown by pytest when the test fails
    pairs = (line.partition("=") for line in said.read_text(encoding="utf-8").splitlines())
    take_installed(state.clone / "base")
    outcome = "failure" if done.returncode else "success"
    return outcome, {key: value for key, _, value in pairs}


def use(state: Job, step: Mapping[str, Any]) -> Values:
    """Bring about what an action is used for."""
    name = step["uses"].partition("@")[0]
    given = {key: state.fill(value) for key, value in step.get("with", {}).items()}
    return EFFECTS[name](state, given) or {}


def take_commit(state: Job, given: Mapping[str, str]) -> None:
    """Clone what the job is about; the origin stays known, no way to sign in is kept."""
    assert given["persist-credentials"] == "false"
    git(state.place, "clone", "--quiet", str(state.server.origin), "clone")
    git(state.clone, "checkout", "--quiet", "--detach", state.values["github.sha"])


def take_python(state: Job, _given: Mapping[str, str]) -> None:
    """Take over the installed libraries; `sudo` has nothing to install."""
    (state.place / "bin" / "sudo").write_text('#!/bin/sh\necho sudo "$@"\n', encoding="utf-8")
    (state.place / "bin" / "sudo").chmod(0o755)
    take_installed(state.clone)


def take_installed(folder: Path) -> None:
    """Let a clone have the libraries of this one: 6 GB are not installed again."""
    if not folder.is_dir() or (folder / ".venv").exists():
        return
    (folder / ".venv").mkdir()
    for path in (ROOT / ".venv").iterdir():
        if not path.name.startswith("installed"):
            (folder / ".venv" / path.name).symlink_to(path)
    (folder / ".venv" / "installed").touch()


def take_cache(state: Job, given: Mapping[str, str]) -> None:
    """Bring back what an earlier job found dear to make."""
    if given["path"] == ".cache":
        kept = state.server.folder / "cache"
        kept.mkdir(exist_ok=True)
        (state.clone / ".cache").symlink_to(kept)


def learn_address(state: Job, _given: Mapping[str, str]) -> Values:
    """Tell where the site will stand, with no stroke at its end."""
    return {"base_url": state.server.address.rstrip("/")}


def offer(state: Job, given: Mapping[str, str]) -> None:
    """Keep files under a name, hidden ones left out."""
    source, target = state.clone / given["path"], state.server.offered / given["name"]
    shutil.rmtree(target, ignore_errors=True)
    if "*" in source.name:
        target.mkdir(parents=True)
        for path in source.parent.glob(source.name):
            shutil.copy(path, target)
    else:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*"))


def offer_site(state: Job, given: Mapping[str, str]) -> None:
    """Keep the site for Pages."""
    offer(state, {"name": "github-pages", **given})


def publish(state: Job, _given: Mapping[str, str]) -> Values:
    """Serve what was offered to Pages."""
    shutil.rmtree(state.server.published, ignore_errors=True)
    shutil.copytree(state.server.offered / "github-pages", state.server.published)
    return {"page_url": state.server.address}


def take_offered(state: Job, given: Mapping[str, str]) -> None:
    """Put what another job offered where this one wants it."""
    shutil.copytree(state.server.offered / given["name"], state.clone / given["path"])


EFFECTS: Mapping[str, Callable[[Job, Mapping[str, str]], Values | None]] = {
    "actions/cache": take_cache,
    "actions/checkout": take_commit,
    "actions/configure-pages": learn_address,
    "actions/deploy-pages": publish,
    "actions/download-artifact": take_offered,
    "actions/setup-python": take_python,
    "actions/upload-artifact": offer,
    "actions/upload-pages-artifact": offer_site,
}
_NUMBERS = itertools.count(1)
