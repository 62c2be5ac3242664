"""Patches on the data of a file: set, add or remove at an address, strictly; a patch that changes nothing is a fault.

An address is dotted, as in findings and mapping tables: ``states.staffed.referrals.dtsa.silence``. Where a name holds
dots itself, the longest name that is there counts. In a list, a part is the place of an item, the item itself or its
``id``; ``-`` stands for the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from licensing.definitions.strict_yaml import FilePath
from licensing.domain.text import Json

END = "-"
_DOTTED_NAMES = ("bases", "durations", "positions", "questions", "referrals")
"""Mappings in which a new name may hold dots: citations (``itar-126.7``)."""


class PatchFault(Exception):
    """A patch does not fit the data: what is wrong, and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


@dataclass(frozen=True)
class Place:
    """Where an address leads: the mapping or list, the key or place in it, and the path from the top."""

    holder: dict[str, Json] | list[Json]
    key: str | int
    path: FilePath

    @property
    def value(self) -> Json:
        """Give what stands there."""
        return self.holder[self.key]  # type: ignore[index] # a key for a mapping, a place for a list

    @property
    def numbered(self) -> bool:
        """Say whether a part of the path is the bare place of an item in a list."""
        return any(isinstance(part, int) for part in self.path)


def set_at(data: Json, address: str, value: Json, *, was: Json = None, was_given: bool = False) -> FilePath:
    """Replace what stands at an address. Raises :class:`PatchFault`."""
    place = find(data, address)
    _as_it_was(place, address, was, was_given=was_given)
    if place.value == value:
        raise PatchFault(f"'{address}' has this value already.", "Remove the operation, or mend its value.")
    place.holder[place.key] = value  # type: ignore[index] # see Place.value
    return place.path


def add_at(data: Json, address: str, value: Json) -> FilePath:
    """Put something where nothing is: under a new name, or at the end of a list. Raises :class:`PatchFault`."""
    holder, name, path = _parent(data, address)
    if isinstance(holder, list):
        if name != END:
            raise PatchFault(f"'{address}' is in a list.", f"End the address with .{END} to add at its end.")
        if value in holder:
            raise PatchFault(f"'{address}': the list has this item already.", "Remove the operation.")
        holder.append(value)
        return (*path, len(holder) - 1)
    if name in holder:
        raise PatchFault(f"'{address}' is there already.", "Use `set` to change it.")
    if "." in name and path[-1:] and path[-1] not in _DOTTED_NAMES:
        raise PatchFault(f"nothing stands at '{address.removesuffix(name)}{name.partition('.')[0]}'.", _known(holder))
    holder[name] = value
    return (*path, name)


def remove_at(data: Json, address: str, *, was: Json = None, was_given: bool = False) -> FilePath:
    """Take away what stands at an address. Raises :class:`PatchFault`."""
    place = find(data, address)
    _as_it_was(place, address, was, was_given=was_given)
    del place.holder[place.key]  # type: ignore[arg-type] # see Place.value
    return place.path


def find(data: Json, address: str) -> Place:
    """Find what an address leads to. Raises :class:`PatchFault` that names what is there instead."""
    node, rest = data, address
    path: FilePath = ()
    while True:
        key = _key(node, rest)
        if key is None or not isinstance(node, dict | list):
            part = rest.partition(".")[0]
            where = address[: len(address) - len(rest)] + part
            raise PatchFault(f"nothing stands at '{where}'.", _known(node))
        used, name = key
        here: FilePath = (*path, name)
        rest = rest[len(used) + 1 :]
        if not rest:
            return Place(node, name, here)
        node, path = node[name], here  # type: ignore[index] # see Place.value


def _parent(data: Json, address: str) -> tuple[dict[str, Json] | list[Json], str, FilePath]:
    """Give the mapping or list that something is added to, and the name that is left of the address."""
    node, rest = data, address
    path: FilePath = ()
    while True:
        key = _key(node, rest)
        if key is None or key[0] == rest:
            if isinstance(node, dict | list):
                return node, rest, path
            raise PatchFault(f"nothing can be added at '{address}'.", "Name a mapping or a list that is there.")
        used, name = key
        node, rest, path = node[name], rest[len(used) + 1 :], (*path, name)  # type: ignore[index] # see Place.value


def _key(node: Json, rest: str) -> tuple[str, str | int] | None:
    """Give the part of an address that leads on from here, and the key or place it stands for."""
    if isinstance(node, dict):
        names = [name for name in node if rest == name or rest.startswith(f"{name}.")]
        longest = max(names, key=len, default=None)
        return None if longest is None else (longest, longest)
    if isinstance(node, list):
        part = rest.partition(".")[0]
        if part.isdecimal() and int(part) < len(node):
            return part, int(part)
        for number, item in enumerate(node):
            if part == item or (isinstance(item, dict) and part == item.get("id")):
                return part, number
    return None


def _as_it_was(place: Place, address: str, was: Json, *, was_given: bool) -> None:
    last = address.rpartition(".")[2]
    bare = any(part.isdecimal() for part in address.split(".")) and place.numbered
    if bare and not was_given:
        raise PatchFault(
            f"'{address}' counts places in a list, which move when the file is edited.",
            "Say what stands there: `was:`.",
        )
    if was_given and place.value != was:
        raise PatchFault(f"'{address}' is not what the patch says it was ({last}).", f"It is {place.value!r}.")


def _known(node: Json) -> str:
    if isinstance(node, dict):
        return f"Known: {', '.join(map(str, node)) or 'nothing'}."
    if isinstance(node, list):
        return f"Its items: {', '.join(map(_short, node)) or 'none'}."
    return "Nothing stands below a plain value."


def _short(item: Json) -> str:
    return str(item.get("id", "{…}")) if isinstance(item, dict) else str(item)
