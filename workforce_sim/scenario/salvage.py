"""What is right in a part of which something is wrong, so that it is checked all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError, create_model

from workforce_sim.levers.base import Dated, Inconsistency, Written

_Model = TypeVar("_Model", bound=BaseModel)


def valid_fields(model: type[BaseModel], content: Mapping[str, Any]) -> dict[str, Any]:
    """Return, by its name in the model, each field that is written and valid in itself."""
    found: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in content:
            continue
        shape: Any = {name: (field.annotation, field)}
        alone = create_model("Alone", __config__=model.model_config, **shape)
        try:
            valid = alone.model_validate({key: content[key]}, by_alias=True, by_name=False)
        except ValidationError:
            continue
        found[name] = getattr(valid, name)
    return found


def salvaged(model: type[_Model], content: Mapping[str, Any]) -> _Model:
    """Return the model with its valid fields alone.

    The others have their default; a required one without a valid value is no attribute at all.
    """
    return model.model_construct(**valid_fields(model, content))


def inconsistencies_of(salvaged: Any) -> Iterator[Inconsistency]:
    """Yield what does not go together among the valid values.

    Complaints about the whole are left out: what they miss may be what is written wrongly.
    """
    try:
        for found in salvaged.inconsistencies():
            if found.field:
                yield found
    except AttributeError:
        return


def dates_of(written: Written) -> tuple[Dated, ...]:
    """Return the dates written; none if the field that holds them is itself wrong."""
    try:
        return written.dates()
    except AttributeError:
        return ()
