"""What ranking must know of a hit, packed small beside each document: whether it helped, how much,
how old it is, and the vector of its embedding."""

import struct
from typing import NamedTuple

_HEAD = struct.Struct(">BHIq")
_MOST = 0xFFFF


class Payload(NamedTuple):
    """`recommended` and `helpful` are counts, `created` is in seconds since 1970, `vector` is packed
    as search.embeddings packs it, or empty."""

    is_solved: bool
    recommended: int
    helpful: int
    created: int
    vector: bytes = b""

    def pack(self) -> bytes:
        """As bytes."""
        recommended = min(self.recommended, _MOST)
        return _HEAD.pack(self.is_solved, recommended, self.helpful, self.created) + self.vector

    @classmethod
    def unpack(cls, packed: bytes) -> "Payload":
        """Back from bytes. Raises struct.error for bytes that `pack` did not make."""
        is_solved, recommended, helpful, created = _HEAD.unpack_from(packed)
        return cls(bool(is_solved), recommended, helpful, created, packed[_HEAD.size :])
