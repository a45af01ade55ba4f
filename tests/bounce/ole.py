"""Writes Outlook messages as Outlook saves them: a message ([MS-OXMSG]) in an OLE compound file ([MS-CFB])."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Tree = dict[str, "bytes | Tree"]
Properties = Mapping[int, str | bytes | int]

SECTOR = 512
_MINI, _CUTOFF = 64, 4096
_FREE, _END, _FAT_SECTOR, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_UNICODE, _BINARY, _INTEGER = 0x001F, 0x0102, 0x0003
_MESSAGE_CLASS = 0x001A


def message(message_class: str, properties: Properties, recipients: Sequence[Properties] = ()) -> bytes:
    """A `.msg` with these properties (property id → text, bytes or a number) and recipients."""
    tree: Tree = {"__nameid_version1.0": {"__substg1.0_00020102": b"", "__substg1.0_00030102": b""}}
    header = struct.pack("<8xIIII8x", len(recipients), 0, len(recipients), 0)
    tree |= _properties({_MESSAGE_CLASS: message_class, **properties}, header)
    for number, recipient in enumerate(recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = _properties(recipient, bytes(8))
    return compound_file(tree)


def _properties(properties: Properties, header: bytes) -> Tree:
    table = [header]
    streams: Tree = {}
    for pid, value in properties.items():
        if isinstance(value, int):
            table.append(struct.pack("<IIii", pid << 16 | _INTEGER, 6, value, 0))
            continue
        kind = _UNICODE if isinstance(value, str) else _BINARY
        data = value.encode("utf-16-le") if isinstance(value, str) else value
        streams[f"__substg1.0_{pid:04X}{kind:04X}"] = data
        table.append(struct.pack("<IIII", pid << 16 | kind, 6, len(data) + 2 * isinstance(value, str), 0))
    return {"__properties_version1.0": b"".join(table), **streams}


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = _END


@dataclass
class _File:
    sectors: list[bytes] = field(default_factory=list)
    fat: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Store `data` in a chain of sectors; the first of them."""
        if not data:
            return _END
        first = len(self.sectors)
        pieces = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
        self.sectors += pieces
        self.fat += [*range(first + 1, first + len(pieces)), _END]
        return first


def compound_file(tree: Tree) -> bytes:
    """The storages (dictionaries) and streams (bytes) of `tree` as a compound file, version 3."""
    entries = [_Entry("Root Entry", _ROOT)]
    _add_children(entries, 0, tree)
    file, mini, mini_fat = _File(), bytearray(), list[int]()
    for entry in entries:
        if entry.kind == _STREAM and len(entry.data) >= _CUTOFF:
            entry.start = file.add(entry.data)
        elif entry.data:
            entry.start = len(mini) // _MINI
            mini += entry.data + bytes(-len(entry.data) % _MINI)
            mini_fat += [*range(entry.start + 1, len(mini) // _MINI), _END]
    entries[0].data, entries[0].start = bytes(mini), file.add(bytes(mini))
    mini_fat_at = file.add(b"".join(struct.pack("<I", each) for each in mini_fat))
    directory = b"".join(_directory_entry(entry) for entry in entries)
    directory_at = file.add(directory + _directory_entry(_Entry("", 0)) * (-len(entries) % 4))
    fat_sectors = 1
    while fat_sectors * (SECTOR // 4) < len(file.fat) + fat_sectors:
        fat_sectors += 1
    assert fat_sectors <= 109, "larger files need a DIFAT"
    fat_at = len(file.sectors)
    fat = [*file.fat, *[_FAT_SECTOR] * fat_sectors]
    fat += [_FREE] * (fat_sectors * (SECTOR // 4) - len(fat))
    difat = [*range(fat_at, fat_at + fat_sectors), *[_FREE] * (109 - fat_sectors)]
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, fat_sectors, directory_at, 0, _CUTOFF, mini_fat_at, (len(mini_fat) + 127) // 128, _END, 0),
        *difat[:1],
    ) + b"".join(struct.pack("<I", each) for each in difat[1:])
    return header + b"".join(file.sectors) + b"".join(struct.pack("<I", each) for each in fat)


def _add_children(entries: list[_Entry], parent: int, tree: Tree) -> None:
    # In the order of [MS-CFB] §2.6.4, as a balanced tree of siblings.
    children = sorted(tree.items(), key=lambda item: (len(item[0]), item[0].upper()))
    first = len(entries)
    entries += [_Entry(name, _STREAM if isinstance(content, bytes) else _STORAGE) for name, content in children]
    entries[parent].child = _balanced(entries, first, len(entries))
    for number, (_, content) in enumerate(children, first):
        if isinstance(content, bytes):
            entries[number].data = content
        else:
            _add_children(entries, number, content)


def _balanced(entries: list[_Entry], start: int, end: int) -> int:
    if start >= end:
        return _NONE
    middle = (start + end) // 2
    entries[middle].left, entries[middle].right = _balanced(entries, start, middle), _balanced(entries, middle + 1, end)
    return middle


def _directory_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0" if entry.name else b""
    size = len(entry.data)
    where = (entry.left, entry.right, entry.child)
    return struct.pack("<64sHBBIII16xI16xIQ", name, len(name), entry.kind, 1, *where, 0, entry.start, size)
