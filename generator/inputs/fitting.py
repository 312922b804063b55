"""Turns plain YAML values into checked ones, and leaves out what does not fit."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from pydantic import BaseModel, ValidationError

from generator.errors import Problems, ReportError
from generator.inputs.misfits import fields_of, find_path, find_schema, is_model, tell_misfits
from generator.inputs.schemas import Model
from generator.inputs.strict_yaml import Path, YamlFile
from generator.remembering import remembered


def validate(model: type[Model], file: YamlFile) -> Model:
    """Check a file's value against its schema.

    Raises: Problems, with every misfit at its place.
    """
    fitting, errors, _ = validate_what_fits(model, file)
    if fitting is None or errors:
        raise Problems(errors)
    return fitting


@remembered(lambda model, file: (model.__name__, file.path))
def validate_what_fits(
    model: type[Model], file: YamlFile
) -> tuple[Model | None, list[ReportError], tuple[Path, ...]]:
    """Check a file's value, leaving out what does not fit; with the errors of that, and the parts.

    Where a part is needed, something stands in for it: what is said of that part means nothing.
    Gives None where nothing of the file fits.
    """
    try:
        return model.model_validate(file.value), [], ()
    except ValidationError as invalid:
        misfits = invalid.errors()
    errors = tell_misfits(misfits, model, file)
    cuts = [_find_cut(model, find_path(each)) for each in misfits]
    try:
        fitting = model.model_validate(_cut(file.value, cuts))
    except ValidationError:
        return None, errors, ()
    return fitting, errors, tuple(path for path, _ in cuts)


def _find_cut(model: type[BaseModel], path: Path) -> tuple[Path, object]:
    """Find the smallest part around a misfit that can be left out, and what stands in for it.

    A list is left out whole, so that the places of its other members stay what they are.
    """
    while path:
        around, key = find_schema(model, path[:-1]), path[-1]
        if isinstance(key, str):
            field = fields_of(around).get(key) if is_model(around) else None
            if field is None or not field.is_required():
                return path, None
            if key in around.stand_ins:
                return path, around.stand_ins[key]
        path = path[:-1]
    return path, None


def _cut(value: object, cuts: Iterable[tuple[Path, object]]) -> object:
    """Copy a value without some of its parts, or with what stands in for them."""
    rest: Any = deepcopy(value)
    for path, stand_in in cuts:
        if not path:
            return None
        around = _find_around(rest, path)
        if isinstance(around, dict) and stand_in is None:
            around.pop(path[-1], None)
        elif isinstance(around, dict):
            around[path[-1]] = stand_in
    return rest


def _find_around(value: Any, path: Path) -> object:  # noqa: ANN401 -- any value of YAML
    """Find what a part stands in; None where that is left out already."""
    for part in path[:-1]:
        try:
            value = value[part]
        except (IndexError, KeyError, TypeError):
            return None
    return value
