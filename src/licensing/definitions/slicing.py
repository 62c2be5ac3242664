"""Dated versions in one file: which elements belong to which version."""

from __future__ import annotations

from licensing.definitions.strict_yaml import Document, FilePath
from licensing.domain.text import Json

ELEMENT_MAPS = frozenset(
    {"attributes", "bases", "blockers", "clocks", "facts", "groups", "links", "states", "transitions"}
    | {"authorizations", "precedents", "referrals", "sub_referrals"}
)
"""Mappings from a name to an element; an element may be a list of variants, one for each range of versions."""


def _names_elements(path: FilePath) -> bool:
    """Say whether a place holds names of elements: an element itself may be called like such a place."""
    return bool(path) and path[-1] in ELEMENT_MAPS and not _names_elements(path[:-1])


class Slicer:
    """Cuts the data of a file down to one version.

    Any mapping may carry ``since:`` and ``until:`` (ids of versions; ``until`` is the first version without it).
    """

    def __init__(self, document: Document, versions: list[str]) -> None:
        """Slice ``document``, whose versions are given oldest first."""
        self._document = document
        self._order = {version: number for number, version in enumerate(versions)}

    def slice(self, data: dict[str, Json], version: str) -> dict[str, Json]:
        """Give the data in force in a version. Raises ``InvalidFile`` for unknown versions and doubled variants."""
        sliced = self._cut(data, self._order[version], ())
        return sliced if isinstance(sliced, dict) else {}

    def number(self, version: str) -> int:
        """Give the place of a version among all, oldest first."""
        return self._order[version]

    def in_file(self, path: FilePath, version: str) -> FilePath:
        """Give the place in the file of a part of one version: the file's lists also hold what others have.

        Parts of the path that the file does not have, such as the kinds of conditions that pydantic names, are left
        out.
        """
        number = self._order[version]
        node: Json = self._document.data
        found: FilePath = ()
        for part in path:
            if isinstance(node, list) and _names_elements(found[:-1]):
                chosen = self._variant(node, number, found)
                if chosen is None:
                    break
                node, found = node[chosen], (*found, chosen)
            if isinstance(node, dict) and part in node:
                node, found = node[str(part)], (*found, part)
            elif isinstance(node, list) and isinstance(part, int):
                places = [place for place, item in enumerate(node) if self._in_force(item, number, (*found, place))]
                node, found = node[places[part]], (*found, places[part])
        return found

    def _cut(self, node: Json, number: int, path: FilePath) -> Json:
        if isinstance(node, dict):
            named = _names_elements(path)
            out: dict[str, Json] = {}
            for key, value in node.items():
                if key in ("since", "until") and not named:
                    continue
                here = (*path, key)
                if named and isinstance(value, list):
                    chosen = self._variant(value, number, here)
                    if chosen is not None:
                        out[key] = self._cut(value[chosen], number, (*here, chosen))
                elif self._in_force(value, number, here):
                    out[key] = self._cut(value, number, here)
            return out
        if isinstance(node, list):
            return [
                self._cut(item, number, (*path, place))
                for place, item in enumerate(node)
                if self._in_force(item, number, (*path, place))
            ]
        return node

    def _variant(self, variants: list[Json], number: int, path: FilePath) -> int | None:
        found = [place for place, item in enumerate(variants) if self._in_force(item, number, (*path, place))]
        if len(found) > 1:
            raise self._document.fault(
                (*path, found[1]),
                f"two variants of '{path[-1]}' are in force in one version.",
                "Let since and until of the variants not overlap.",
            )
        return found[0] if found else None

    def _in_force(self, node: Json, number: int, path: FilePath) -> bool:
        if not isinstance(node, dict):
            return True
        since = self._number(node.get("since"), (*path, "since"), default=0)
        until = self._number(node.get("until"), (*path, "until"), default=len(self._order))
        return since <= number < until

    def _number(self, version: Json, path: FilePath, *, default: int) -> int:
        if version is None or isinstance(version, dict | list):
            return default
        if str(version) not in self._order:
            raise self._document.fault(
                path,
                f"'{version}' is not a version of this process.",
                f"Versions: {', '.join(self._order)}.",
            )
        return self._order[str(version)]
