"""Turns templates into text: the only door to Jinja."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from generator.errors import Location, ReportError


def render(templates: Mapping[str, str], name: str, /, **variables: object) -> str:
    """Fill in a template of templates/.

    Raises: ReportError, when there is no such template, or it is wrong.
    """
    from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

    try:
        return str(_load(tuple(templates.items())).get_template(name).render(variables))
    except TemplateNotFound as error:
        message = f"there is no template `{error.name}`"
        raise ReportError(message, at=Location(path=f"templates/{name}")) from error
    except TemplateSyntaxError as error:
        wrong = _syntax_error(templates, error.name or name, error.lineno, error.message)
        raise wrong from error
    except TemplateError as error:
        at = _find_place(templates, name, error)
        raise ReportError(f"template cannot be filled in: {error.message}", at=at) from error


def as_markup(html: str) -> str:
    """Mark HTML as finished, so that a template does not escape it again."""
    from markupsafe import Markup

    return Markup(html)  # noqa: S704 -- all of it is escaped where it is made


@lru_cache(maxsize=4)
def _load(templates: tuple[tuple[str, str], ...]) -> Any:  # noqa: ANN401 -- imported when used
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    texts = dict(templates)
    return Environment(
        # The name stands for the file in tracebacks, which is how an error finds its line.
        loader=FunctionLoader(lambda name: (texts[name], name, None) if name in texts else None),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _find_place(templates: Mapping[str, str], name: str, error: Exception) -> Location:
    """Find the innermost line of a template in the traceback, which Jinja rewrites to ours."""
    place, trace = (name, 1), error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename in templates:
            place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return _place(templates, *place)


def _place(templates: Mapping[str, str], name: str, line: int) -> Location:
    lines = templates.get(name, "").splitlines()
    excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
    indent = len(excerpt) - len(excerpt.lstrip())
    return Location(
        path=f"templates/{name}",
        line=line,
        column=indent + 1,
        excerpt=excerpt,
        width=max(1, len(excerpt.strip())),
    )


def check_templates(templates: Mapping[str, str]) -> list[ReportError]:
    """Find templates that Jinja cannot read, also those that no section uses."""
    found = (_check_template(name, text) for name, text in templates.items())
    return [error for error in found if error]


@lru_cache(maxsize=256)
def _check_template(name: str, text: str) -> ReportError | None:
    from jinja2 import Environment, TemplateSyntaxError

    try:
        Environment(autoescape=True).parse(text)
    except TemplateSyntaxError as error:
        return _syntax_error({name: text}, name, error.lineno, error.message)
    return None


def _syntax_error(
    templates: Mapping[str, str], name: str, line: int, message: str | None
) -> ReportError:
    return ReportError(f"template cannot be read: {message}", at=_place(templates, name, line))
