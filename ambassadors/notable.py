"""How much a message needs us, explained: what others ask too, what can be answered, what spreads, what
harms. Fame is no part of it: followers are shown beside the score and count for nothing.

The weights below were chosen on four airlines and tried on two others (`manage.py notable_eval`,
docs/desk.md says what such labels can and cannot tell)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from ambassadors.enums import Kind
from ambassadors.wording import Lexicon, words_of

MOST = 100
# The most that each part gives; the last is taken away. Data: a desk may have its own.
WEIGHTS: Mapping[str, int] = {
    "same": 20,
    "answerable": 20,
    "spread": 20,
    "harm": 30,
    "unsolved": 10,
    "noise": 20,
}
# So many others, or people who pass it on, give all that the part has.
ALL_OF_SAME, ALL_OF_SPREAD = 16, 32

SAFETY = """
fire
smoke
smok*
gas smell
smell gas
smells of gas
carbon monoxide
burn*
burning
sparks
electric shock
explo*
leaking
dangerous
unsafe
emergency
hospital
insulin
medication
feuer
rauch
gasgeruch
brennt
verbrannt
stromschlag
gefährlich
notfall
brand
rook
gaslucht
gevaarlijk
noodgeval
schok
fuego
humo
olor a gas
quemad*
peligros*
emergencia
"""
STRANDED = """
stranded
boarding now
missed my connection
missed connection
miss my connection
will miss
going to miss
sitting on the plane
on the tarmac
no heating
no hot water
freezing
cold house
baby
newborn
toddler
children
kids
elderly
stuck at
stuck in
locked out
tonight
right now
asap
urgent
cancelled flight
flight cancelled
cancelled my flight
cancel*
lost my bag
lost bag
lost luggage
lost baggage
bags
luggage
baggage
rebook*
rebooked
keine heizung
kein warmwasser
eiskalt
kinder
kleinkind
säugling
sofort
dringend
gestrandet
geen verwarming
geen warm water
kinderen
steenkoud
dringend
spoed
sin calefacción
sin agua caliente
niños
bebé
urgente
tirado
"""
ACCESS = """
wheelchair
blind
deaf
screen reader
disabled
disability
accessib*
hearing aid
rollstuhl
blinde
gehörlos
barrierefrei
rolstoel
doof
toegankelijk
silla de ruedas
ciego
sordo
accesib*
"""
MONEY = """
charged twice
double charged
overcharged
refund*
money back
my money
paid twice
voucher
compensat*
fraud
scam
invoice
billed
geld zurück
erstattung
abgebucht
rechnung
geld terug
terugbetaling
dubbel betaald
reembolso
devolución
cobrado
estafa
"""
# What each kind of harm gives of the part's points.
HARMS: Mapping[str, float] = {"safety": 1.0, "stranded": 0.8, "access": 0.8, "money": 0.5}
# These have a fast lane of minutes.
URGENT = frozenset({"safety", "stranded"})
_HARMS = Lexicon(safety=SAFETY, stranded=STRANDED, access=ACCESS, money=MONEY)


@dataclass(frozen=True)
class Signs:
    """What is known of a message before it is scored. `same_people`, `same_threads` and
    `same_searches` count who asked the same within 30 days; `spread` the distinct people who passed
    it on or joined its conversation; `harm` names what may come to harm, "" nothing."""

    kind: str
    asks: bool = False
    names_product: bool = False
    is_private: bool = False
    same_people: int = 0
    same_threads: int = 0
    same_searches: int = 0
    spread: int = 0
    harm: str = ""
    is_solved: bool = False

    @property
    def same(self) -> int:
        """Everybody who asked the same."""
        return self.same_people + self.same_threads + self.same_searches


@dataclass(frozen=True)
class Part:
    """One reason: `number` is what was counted, `points` of `most` what it gives."""

    name: str
    number: int
    points: int
    most: int

    def as_row(self) -> list[str | int]:
        return [self.name, self.number, self.points, self.most]


@dataclass(frozen=True)
class Score:
    """From 0 to MOST, and why."""

    points: int
    parts: tuple[Part, ...]
    is_urgent: bool


def harm_of(words: Sequence[str]) -> str:
    """What these words say may come to harm, the worst of it; "" for nothing."""
    found = _HARMS.counts(words)
    return max((name for name in HARMS if found[name]), key=lambda name: HARMS[name], default="")


def names_any(words: Sequence[str], names: Sequence[Sequence[str]]) -> bool:
    """Whether one of `names` (each as its words) stands in `words`."""
    return any(
        list(words[place : place + len(name)]) == list(name)
        for name in names
        if name
        for place in range(len(words) - len(name) + 1)
    )


def names_of(listed: str) -> list[list[str]]:
    """Names that stand one a line, each as its words."""
    return [words_of(line) for line in listed.splitlines() if line.strip()]


def score(signs: Signs, weights: Mapping[str, int] = WEIGHTS) -> Score:
    """What `signs` give under `weights` (points by part; a part that is missing gives none)."""
    shares = {
        "same": _share(signs.same, ALL_OF_SAME),
        "answerable": _answerable(signs),
        "spread": _share(signs.spread, ALL_OF_SPREAD),
        "harm": HARMS.get(signs.harm, 0.0),
        "unsolved": float(_needs_us(signs) and not signs.is_solved),
        "noise": _noise(signs),
    }
    numbers = {
        "same": signs.same,
        "spread": signs.spread,
        "answerable": int(signs.names_product),
        "harm": (list(HARMS).index(signs.harm) + 1) if signs.harm else 0,
    }
    parts = []
    for name, share in shares.items():
        most = weights.get(name, 0)
        points = round(share * most)
        sign = -1 if name == "noise" else 1
        parts.append(Part(name, numbers.get(name, 0), sign * points, most))
    total = sum(part.points for part in parts)
    return Score(max(0, min(MOST, total)), tuple(parts), signs.harm in URGENT)


def _share(number: int, enough: int) -> float:
    """0 for none, 1 for `enough`; each doubling counts the same."""
    return min(1.0, log2(1 + number) / log2(1 + enough))


def _needs_us(signs: Signs) -> bool:
    return signs.asks or signs.kind in (Kind.QUESTION, Kind.PROBLEM)


def _answerable(signs: Signs) -> float:
    """Half for a question, a quarter for a problem, the rest for a product's name; personal data
    halve it, because such a thing is not for everybody's eyes."""
    asked = 0.6 if signs.asks else 0.4 if signs.kind == Kind.PROBLEM else 0.0
    named = 0.4 if signs.names_product and asked else 0.0
    return (asked + named) * (0.5 if signs.is_private else 1.0)


def _noise(signs: Signs) -> float:
    if _needs_us(signs) or signs.harm:
        return 0.0
    return {Kind.CHATTER: 1.0, Kind.PRAISE: 0.5, Kind.THANKS: 0.5}.get(Kind(signs.kind), 0.2)
