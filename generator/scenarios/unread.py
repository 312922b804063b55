"""Turns the names of what did not fit its file into what needs not be told again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Files, entries and parts whose errors are told already, as in `Inputs.unread`."""

    names: frozenset[str] = frozenset()

    def has(self, file: str, *path: str) -> bool:
        """Tell whether a part of a file, or what it stands in, or some of it did not fit."""
        name = ".".join((file, *path))
        return any(
            each in (name, f"{file}.yaml")
            or each.startswith(f"{name}.")
            or name.startswith(f"{each}.")
            for each in self.names
        )

    def list_parts(self, file: str, entry: str) -> frozenset[str]:
        """List the keys of an entry whose values did not fit, or are missing or unknown."""
        start = f"{file}.{entry}."
        within = (each.removeprefix(start) for each in self.names if each.startswith(start))
        return frozenset(each.split(".")[0] for each in within)
