"""What every engine does: the contract of search.engines.base, on tantivy and on Elasticsearch."""

import pytest

from search.engines.base import Clause, Engine, EngineDown, EngineFound, Plan
from search.payload import Payload
from tests.search.documents import document, keys, put, word

KETTLE = word("kettle")


@pytest.fixture
def one(place: Engine) -> Engine:
    """An engine whose empty generation "one" answers."""
    place.begin("one")
    place.swap("one")
    return place


# Generations ------------------------------------------------------------------------------------


def test_before_the_first_generation_nothing_answers(place: Engine) -> None:
    assert (place.answers(), place.live()) == (False, ())
    with pytest.raises(EngineDown, match="there is no index yet"):
        place.find("", Plan((KETTLE,)))
    place.begin("one")
    assert (place.answers(), place.live()) == (False, ("one",))
    with pytest.raises(EngineDown, match="there is no index yet"):
        place.find("", Plan((KETTLE,)))
    assert place.find("", Plan((KETTLE,)), generation="one") == EngineFound()
    put(place, document("t1"))
    assert [h.key for h in place.find("", Plan((KETTLE,)), generation="one").hits] == ["t1"]
    with pytest.raises(EngineDown, match="there is no index yet"):
        place.find("", Plan((KETTLE,)))


def test_where_an_audience_has_no_index_nothing_is_found(one: Engine) -> None:
    assert one.answers()
    assert one.find("", Plan((KETTLE,), facets=True)) == EngineFound()
    put(one, document("t1"))
    assert one.find("7", Plan((KETTLE,), facets=True)) == EngineFound()
    assert one.find("", Plan((KETTLE,)), generation="other") == EngineFound()
    assert list(one.digests("one", "7")) == []
    assert one.audiences("other") == []


def test_a_generation_that_was_dropped_stays_dropped(one: Engine) -> None:
    one.begin("two")
    one.write("two", [document("t1"), document("t2", audience="7")], (), 1)
    one.drop("two")
    assert one.write("two", [document("t1"), document("t3", audience="8")], ["t2"], 2) == {}
    assert (one.live(), one.audiences("two")) == (("one",), [])
    assert one.find("", Plan((KETTLE,)), generation="two") == EngineFound()


def test_the_generation_that_answers_cannot_be_dropped(one: Engine) -> None:
    put(one, document("t1"))
    one.drop("one")
    assert (one.live(), keys(one, KETTLE)) == (("one",), ["t1"])


def test_a_new_generation_answers_in_one_step_and_the_others_go(one: Engine) -> None:
    put(one, document("t1"), document("t2", audience="7"))
    one.begin("new")
    assert one.live() == ("one", "new")
    one.write("new", [document("t1", "kettle two"), document("t3", audience="8,9")], (), 2)
    assert (keys(one, KETTLE), keys(one, KETTLE, "7")) == (["t1"], ["t2"])
    assert keys(one, word("two")) == []
    one.swap("new")
    assert (one.live(), one.audiences("new")) == (("new",), ["8,9", ""])
    assert [keys(one, KETTLE, audience) for audience in ("", "7", "8,9")] == [["t1"], [], ["t3"]]
    assert (keys(one, word("two")), one.audiences("one")) == (["t1"], [])
    one.write("new", [document("t4", audience="10")], (), 3)
    assert keys(one, KETTLE, "10") == ["t4"]


# Versions ---------------------------------------------------------------------------------------


def test_an_older_version_changes_nothing(one: Engine) -> None:
    put(one, document("t1", "kettle five"), version=5)
    put(one, document("t1", "kettle four"), version=4)
    put(one, version=4, gone=("t1",))
    put(one, document("t1", "kettle again"), version=5)
    assert [keys(one, word(text)) for text in ("five", "four", "again")] == [["t1"], [], []]
    put(one, document("t1", "kettle six"), version=6)
    assert [keys(one, word(text)) for text in ("five", "six", "kettle")] == [[], ["t1"], ["t1"]]


def test_what_is_gone_is_gone_and_may_come_back(one: Engine) -> None:
    put(one, document("t1"), document("t2", audience="7"))
    put(one, version=2, gone=("t1", "t2", "t3"))
    put(one, version=2, gone=("t1", "t2", "t3"))
    assert (keys(one, KETTLE), keys(one, KETTLE, "7")) == ([], [])
    put(one, document("t1"), version=3)
    assert keys(one, KETTLE) == ["t1"]


def test_a_document_is_in_the_index_of_its_audience_alone(one: Engine) -> None:
    put(one, document("t1"), document("t2"))
    for version, audience in enumerate(("7", "7,8", "", "7", ""), start=2):
        put(one, document("t1", audience=audience), version=version)
        have = {where: sorted(keys(one, KETTLE, where)) for where in ("", "7", "7,8")}
        others = {"": ["t2"], "7": [], "7,8": []}
        assert have == {**others, audience: sorted(["t1", *others[audience]])}


def test_digests_are_those_of_the_documents(one: Engine) -> None:
    some = [document(f"t{number}", helpful=number) for number in range(7)]
    put(one, *some, document("t9", audience="7"))
    assert sorted(one.digests("one", "")) == [(each.key, each.digest()) for each in some]
    assert one.audiences("one") == ["7", ""]


# What is found ----------------------------------------------------------------------------------


def test_a_hit_brings_its_payload(one: Engine) -> None:
    put(one, document("t1", helpful=300, created=77, is_solved=True, led=2, vector=b"\0\xff"))
    packed = Payload(True, 2, 300, 77, b"\0\xff").pack()
    assert one.find("", Plan((KETTLE,))).hits[0].payload == packed


def test_total_and_facets_count_beyond_the_limit(one: Engine) -> None:
    put(one, *(document(f"t{n}", marks=("board:1", f"tag:{n % 2}")) for n in range(5)))
    found = one.find("", Plan((KETTLE,), limit=2, facets=True))
    assert (len(found.hits), found.total) == (2, 5)
    assert found.facets == {"board:1": 5, "tag:0": 3, "tag:1": 2}
    assert one.find("", Plan((KETTLE,), limit=2)).facets == {}


def test_words_in_every_field_are_found(one: Engine) -> None:
    put(
        one,
        document("t1", question="boiler here now"),
        document("t2", "boiler"),
        document("t3", answers="boiler at end"),
        document("t4", solution="boiler twice boiler"),
        document("t5"),
    )
    assert sorted(keys(one, word("boiler"))) == ["t1", "t2", "t3", "t4"]
    assert keys(one, Clause(())) == []


def test_enough_of_the_words_all_that_must_be_and_none_that_must_not(one: Engine) -> None:
    put(one, document("t1", "a b"), document("t2", "a c"), document("t3", "a b c"))
    a, b, c, d = map(word, "abcd")
    assert sorted(keys(one, Plan((b, c, d), enough=1))) == ["t1", "t2", "t3"]
    assert keys(one, Plan((b, c, d), enough=2)) == ["t3"]
    assert keys(one, Plan((b, c, d), enough=3)) == []
    assert keys(one, Plan((a,), never=(b,))) == ["t2"]
    assert sorted(keys(one, Plan(must=(a, b)))) == ["t1", "t3"]
    assert keys(one, Plan(never=(c,))) == ["t1"]
    assert sorted(keys(one, Plan())) == ["t1", "t2", "t3"]


def test_how_many_documents_have_what_is_looked_for(one: Engine) -> None:
    clauses = (KETTLE, word("rare", "rares"), word("none"), Clause((), ("0x80",)))
    assert one.frequencies("7", clauses) == (0, [0, 0, 0, 0])
    assert one.frequencies("7", ()) == (0, [])
    put(one, document("t1"), document("t2", "rare kettle", codes="0x80"), document("t3", "kettle"))
    put(one, document("t4", "kettle rare none", audience="7"))
    assert one.frequencies("", clauses) == (3, [3, 1, 0, 1])
    assert one.frequencies("", ()) == (3, [])
    assert one.frequencies("7", clauses) == (1, [1, 1, 1, 0])


def test_a_clause_counts_by_its_weight(one: Engine) -> None:
    put(one, document("t1", "kettle"), document("t2", "boiler"))
    for heavy, hits in (("kettle", ["t1", "t2"]), ("boiler", ["t2", "t1"])):
        plan = Plan(tuple(word(w, weight=3.0 if w == heavy else 1.0) for w in ("kettle", "boiler")))
        assert keys(one, plan) == hits
    light, heavy_ones = (one.find("", Plan((word("kettle", weight=w),))).hits for w in (1.0, 2.5))
    assert heavy_ones[0].score == pytest.approx(2.5 * light[0].score)


def test_a_row_of_several_stands_as_a_phrase(one: Engine) -> None:
    put(one, document("t1", "pipe hot water"), document("t2", "water hot pipe hot x water"))
    assert keys(one, word("hot water")) == ["t1"]
    assert sorted(keys(one, word("hot water", "pipe"))) == ["t1", "t2"]
    assert keys(one, word("pipe water")) == []


def test_codes_are_whole_and_in_their_own_field(one: Engine) -> None:
    put(one, document("t1", codes="0x800ccc0e 140.3.1"), document("t2", "140.3.1 kettle"))
    assert keys(one, Clause((), ("140.3.1",))) == ["t1"]
    assert keys(one, Clause((), ("0x800ccc0e",))) == ["t1"]
    assert keys(one, Clause((), ("140.3",))) == []
    assert keys(one, Plan((word("140.3.1", codes=("140.3.1",)),)))[0] == "t1"


def test_typing_mistakes_as_many_as_are_said(one: Engine) -> None:
    put(one, document("t1", "thermostat"), document("t2", "other", answers="thermostat at end"))
    for typed, fuzz, hits in (
        ("thermostad", 0, []),
        ("thermostad", 1, ["t1", "t2"]),
        ("htermostat", 1, ["t1", "t2"]),
        ("thermosad", 1, []),
        ("thermosad", 2, ["t1", "t2"]),
        ("bermosad", 2, []),
    ):
        assert keys(one, word(typed, fuzz=fuzz)) == hits, typed


def test_a_beginning_is_looked_for_in_titles(one: Engine) -> None:
    put(one, document("t1", "cold thermostat"), document("t2", "x", question="thermostat is it"))
    assert keys(one, word("therm", is_prefix=True)) == ["t1"]
    assert keys(one, word("ther*", is_prefix=True)) == []
    assert keys(one, word("therm")) == []


def test_marks_keys_and_dates_narrow_without_changing_scores(one: Engine) -> None:
    put(
        one,
        document("t1", marks=("board:1", "kind:idea"), created=10),
        document("t2", marks=("board:2", "kind:idea"), created=20),
        document("t3", marks=("board:3",), created=30),
    )
    for more, hits in (
        ({"marks": (("board:1", "board:3"),)}, ["t1", "t3"]),
        ({"marks": (("board:1", "board:2"), ("kind:idea",))}, ["t1", "t2"]),
        ({"marks": (("board:3",), ("kind:idea",))}, []),
        ({"marks": ((),)}, []),
        ({"unseen": ("board:1", "board:9")}, ["t2", "t3"]),
        ({"without": ("t1", "t9")}, ["t2", "t3"]),
        ({"only": ("t1", "t9")}, ["t1"]),
        ({"since": 20}, ["t2", "t3"]),
        ({"until": 20}, ["t1"]),
        ({"since": 20, "until": 30}, ["t2"]),
    ):
        found = one.find("", Plan((KETTLE,), **more))
        assert sorted(hit.key for hit in found.hits) == hits, more
        assert found.total == len(hits)
        whole = {hit.key: hit.score for hit in one.find("", Plan((KETTLE,))).hits}
        assert {hit.key: hit.score for hit in found.hits} == {key: whole[key] for key in hits}
        narrowed = one.find("", Plan(**more))
        assert sorted(hit.key for hit in narrowed.hits) == hits, more


def test_sorted_by_date_and_by_help(one: Engine) -> None:
    put(
        one,
        document("t1", created=20, helpful=1),
        document("t2", created=30, helpful=0),
        document("t3", "kettle kettle", created=10, helpful=9),
    )
    assert keys(one, Plan((KETTLE,), sort="newest")) == ["t2", "t1", "t3"]
    assert keys(one, Plan((KETTLE,), sort="helped")) == ["t3", "t1", "t2"]
    assert keys(one, Plan((KETTLE,), sort="newest", limit=3))[0] == "t2"


@pytest.mark.parametrize(
    "text", ["*:*", '"', "kettle*", "(kettle", "kettle OR x", "/k.*/", "é\u0000"]
)
def test_nothing_that_is_typed_is_parsed(one: Engine, text: str) -> None:
    put(one, document("t1"))
    assert keys(one, Clause(((text,),), (text,), fuzz=0, is_prefix=True)) == []
