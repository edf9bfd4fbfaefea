"""What ranking must know of a hit, packed small beside each document: whether it helped, how much,
how old it is, and the vector of its embedding."""

import struct
from dataclasses import dataclass

_HEAD = struct.Struct(">BIq")
_SOLVED, _RECOMMENDED = 1, 2


@dataclass(frozen=True)
class Payload:
    """`helpful` counts people, `created` is in seconds since 1970, `vector` is packed as
    search.embeddings packs it, or empty."""

    is_solved: bool
    is_recommended: bool
    helpful: int
    created: int
    vector: bytes = b""

    def pack(self) -> bytes:
        """As bytes."""
        flags = _SOLVED * self.is_solved | _RECOMMENDED * self.is_recommended
        return _HEAD.pack(flags, self.helpful, self.created) + self.vector

    @classmethod
    def unpack(cls, packed: bytes) -> "Payload":
        """Back from bytes. Raises struct.error for bytes that `pack` did not make."""
        flags, helpful, created = _HEAD.unpack_from(packed)
        return cls(
            is_solved=bool(flags & _SOLVED),
            is_recommended=bool(flags & _RECOMMENDED),
            helpful=helpful,
            created=created,
            vector=packed[_HEAD.size :],
        )
