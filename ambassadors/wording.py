"""Words of a short message, and lists of words that say what it is. Plain lists in the languages that
the interface speaks: whoever runs a desk can read why a message was taken for what it was."""

import re
from collections.abc import Sequence

NOT_WORDS = re.compile(r"(?:https?://|www\.)\S+|[@#]\w+|&\w+;", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)


def plain(text: str, most: int) -> str:
    """At most `most` characters of `text`, without what no database keeps: NUL and half characters."""
    return text[:most].replace("\0", "").encode("utf-8", "ignore").decode()


def words_of(text: str) -> list[str]:
    """The words of a message, folded, without addresses and names that are called."""
    plain = NOT_WORDS.sub(" ", text).replace("’", "'")
    return [found.casefold() for found in WORD.findall(plain)]


class Lexicon:
    """Lists of phrases, one phrase a line, found in one walk through a message's words. An asterisk at
    the end of a word stands for its endings."""

    def __init__(self, **lists: str) -> None:
        self._names = tuple(lists)
        self._words: dict[str, set[str]] = {}
        self._begins: dict[str, set[str]] = {}
        self._rows: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, listed in lists.items():
            for line in listed.splitlines():
                self._take(name, words_of(line), ends=line.rstrip().endswith("*"))
        self._prefixes = tuple(self._begins)

    def _take(self, name: str, words: list[str], *, ends: bool) -> None:
        if len(words) == 1:
            (self._begins if ends else self._words).setdefault(words[0], set()).add(name)
        elif words:
            self._rows.setdefault(words[0], []).append((tuple(words), name))

    def counts(self, words: Sequence[str]) -> dict[str, int]:
        """How often each list has something in `words`."""
        found = dict.fromkeys(self._names, 0)
        for place, word in enumerate(words):
            for name in self._lists_of(word):
                found[name] += 1
            for row, name in self._rows.get(word, ()):
                if tuple(words[place : place + len(row)]) == row:
                    found[name] += 1
        return found

    def _lists_of(self, word: str) -> set[str]:
        names = self._words.get(word, set())
        if self._prefixes and word.startswith(self._prefixes):
            for begin, more in self._begins.items():
                if word.startswith(begin):
                    names = names | more
        return names


QUESTION = """
how do
how can
how to
how long
how come
what do
what is
what's
which
when will
when is
where is
where can
why is
why does
why do
why can't
who can
can i
can you
can anyone
could you
is there
is it
are you
are there
do you
does anyone
does the
anyone else
anyone know
any idea
any update
any chance
please help
help me
need help
i need
trying to
wie kann
wie lange
wie geht
warum
wieso
weshalb
wann
kann man
kann mir
gibt es
weiß jemand
hat jemand
brauche hilfe
hoe kan
hoe lang
hoe moet
waarom
wanneer
kan ik
kan iemand
weet iemand
is er
hulp nodig
cómo
como puedo
por qué
cuándo
cuando
alguien sabe
puedo
hay alguna
necesito ayuda
"""

PROBLEM = """
not working
doesn't work
does not work
don't work
isn't working
won't
can't
cannot
couldn't
can not
unable to
broken
broke
bug*
error*
fail*
crash*
stuck
frozen
dead
lost
missing
delay*
late
cancel*
cancelled
never arrived
no response
no reply
no heating
no hot water
on hold
still waiting
waiting for
been waiting
hours
damaged
wrong
refused
denied
charged
overcharged
stopped
keeps
again and again
problem*
issue*
outage
offline
down
useless
kaputt
geht nicht
funktioniert nicht
fehler*
defekt
hängt
verloren
verspät*
ausgefallen
störung
problem
werkt niet
doet het niet
kapot
fout*
vast
storing
kwijt
vertraag*
no funciona
no anda
roto
rota
fallo
falla
averiado
perdid*
retras*
problema*
"""

IDEA = """
would be nice
would be great
would love
it'd be great
please add
please make
please bring
i wish
wish you
should have
should add
why not add
feature request
suggestion
you should
how about
bring back
wäre schön
wäre toll
wünsche mir
vorschlag
bitte baut
zou fijn
zou mooi
suggestie
graag een
sería genial
estaría bien
sugerencia
ojalá
"""

THANKS = """
thank you
thanks
thank u
thankyou
thankx
thx
thnx
ty
cheers
much appreciated
appreciate it
danke
dankeschön
vielen dank
bedankt
dank je
dank jullie
dank u
gracias
"""

PRAISE = """
love
loving
great
awesome
amazing
excellent
fantastic
wonderful
brilliant
best
perfect
impressed
kudos
props
well done
good job
great job
happy
credit where due
super
toll
klasse
großartig
spitze
begeistert
geweldig
fantastisch
top
blij
mooi
genial
excelente
encanta
maravilloso
fantástico
perfecto
feliz
"""

UPSET = """
worst
terrible
horrible
awful
disappoint*
ridiculous
unacceptable
disgust*
angry
furious
pathetic
joke
hate
never again
fed up
frustrat*
rude
shame
disgrace
sucks
fail*
broken
useless
annoy*
poor
bad
nightmare
mess
lied
stranded
lost
delay*
cancel*
stuck
wtf
ffs
seriously
still no
no response
not happy
wütend
furchtbar
schlecht*
enttäuscht
unverschämt
frechheit
katastrophe
ärger*
nervt
slecht*
vreselijk
boos
teleurgesteld
schandalig
belachelijk
waardeloos
pésimo
terrible
horrible
vergüenza
enfadad*
decepcion*
malo
peor
fatal
"""
