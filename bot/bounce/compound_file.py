"""The streams that reading needs of an Outlook message, which is an OLE compound file ([MS-CFB]): every size capped.

olefile and oxmsg read all that a file declares: 4 MB can name the same sectors ten thousand times over, nest its
directory without end, or let one entry be the child of many. Here the directory is counted while it is read, and only
streams that are wanted are opened, up to a sum of bytes. Imported when a `.msg` comes: olefile costs 30 ms.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

from olefile.olefile import STGTY_STORAGE, STGTY_STREAM, OleDirectoryEntry, OleFileIO
from oxmsg.storage import Storage, Stream

# A report to a hundred recipients has some 1,500 entries.
_MAX_ENTRIES = 3_000
_MAX_SUM_OF_BYTES = 8 << 20
_PROPERTIES = "__properties_version1.0"
_MAX_PROPERTIES_BYTES = 65_536
_PROPERTY_STREAM = "__substg1.0_"
_RECIPIENT = "__recip_version1.0_#"


class _CappedFile(OleFileIO):  # type: ignore[misc] # olefile has no types
    """A compound file whose directory is a tree, and not a large one."""

    _entries = 0

    def _load_direntry(self, sid: int) -> OleDirectoryEntry:
        self._entries += 1
        if self._entries > _MAX_ENTRIES:
            raise ValueError(f"more than {_MAX_ENTRIES} directory entries")
        if 0 <= sid < len(self.direntries) and self.direntries[sid] is not None:
            raise ValueError("a directory entry with two parents")
        return super()._load_direntry(sid)


def message_storage(data: bytes, wanted: Set[int], max_recipients: int) -> Storage:
    """The root storage of the message in `data`, with the streams of the properties `wanted` (ids of [MS-OXPROPS]).

    Raises whatever olefile stumbles over in a broken file, `ValueError` for one that is beyond the caps.
    """
    with _CappedFile(data) as file:
        left = [_MAX_SUM_OF_BYTES]
        recipients = [
            Storage(kid.name, tuple(_streams(file, kid, wanted, left)), ())
            for kid in _kids(file.root, STGTY_STORAGE, _RECIPIENT)[:max_recipients]
        ]
        return Storage("", tuple(_streams(file, file.root, wanted, left)), tuple(recipients))


def _kids(node: OleDirectoryEntry, kind: int, beginning: str) -> list[Any]:
    return [kid for kid in node.kids if kid.entry_type == kind and kid.name.startswith(beginning)]


def _streams(file: OleFileIO, node: OleDirectoryEntry, wanted: Set[int], left: list[int]) -> Iterator[Stream]:
    """The wanted streams below `node`; what is read is taken off `left`."""
    for kid in _kids(node, STGTY_STREAM, "__"):
        if kid.name == _PROPERTIES:
            limit = _MAX_PROPERTIES_BYTES
        elif kid.name.startswith(_PROPERTY_STREAM) and _property_id(kid.name) in wanted:
            limit = left[0]
        else:
            continue
        if kid.size > limit:
            raise ValueError(f"{kid.name}: {kid.size} bytes")
        left[0] -= kid.size
        path = kid.name if node is file.root else f"{node.name}/{kid.name}"
        with file.openstream(path) as stream:
            yield Stream(path, stream.read())


def _property_id(name: str) -> int:
    try:
        return int(name[len(_PROPERTY_STREAM) :][:4], 16)
    except ValueError:
        return -1
