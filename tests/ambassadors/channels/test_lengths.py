"""How long a text is on each network, and what an answer there costs and leads to."""

from datetime import timedelta

import pytest

from ambassadors.channels.bluesky import Bluesky
from ambassadors.channels.lengths import clusters, graphemes, has_link, weighted
from ambassadors.channels.mastodon import Mastodon
from ambassadors.channels.oauth import Keys, signed
from ambassadors.channels.x import X

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Turn the screw.", 15),
        ("日本語", 6),
        ("é", 1),
        ("e\u0301", 1),
        ("🔊", 2),
        (FAMILY, 2),
        ("👍🏽", 2),
        ("❤️", 2),
        ("🇳🇱", 2),
        ("https://ostrel.example/t/" + "1" * 200, 23),
        ("See https://a.example/b.", 4 + 23 + 1),
        ("See a.example/b, and c.example!", 4 + 23 + 6 + 23 + 1),
        ("mail ask@ostrel.example", 23),
        ("“curly” – dash", 14),
    ],
)
def test_x_weighs(text: str, length: int) -> None:
    assert weighted(text) == length
    assert X().length_of(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("abc", 3),
        (FAMILY, 1),
        ("👍🏽!", 2),
        ("🇳🇱🇩🇪", 2),
        ("e\u0301e", 2),
        ("a\r\nb", 3),
        ("👍\u200d\u200d👍", 2),
        ("क्षि", 1),
    ],
)
def test_graphemes(text: str, length: int) -> None:
    assert graphemes(text) == length
    assert "".join(clusters(text)) == text


def test_bluesky_counts_bytes_too() -> None:
    assert Bluesky().length_of("a" * 300) == 300
    assert Bluesky().length_of(FAMILY * 170) > 300  # 3,060 bytes
    assert Bluesky().longest == 300


def test_mastodon_counts_links_and_names() -> None:
    mastodon = Mastodon("https://m.example", "t")
    assert mastodon.length_of("see https://ostrel.example/" + "a" * 90) == 4 + 23
    assert mastodon.length_of("@noor@elsewhere.example hi") == 8
    assert mastodon.longest + 32 == 500


@pytest.mark.parametrize(
    ("text", "is_reply", "price"),
    [
        ("Turn the screw.", True, 10_000),
        ("See https://ostrel.example/t/1", True, 10_000),
        ("Turn the screw.", False, 15_000),
        ("See ostrel.example/t/1", False, 200_000),
    ],
)
def test_x_prices(text: str, is_reply: bool, price: int) -> None:
    x = X()
    assert x.prices[x.price_of(text, is_reply=is_reply)] == price
    assert has_link(text) is ("ostrel" in text)


def test_rules() -> None:
    assert [X().may_reply(is_summons=summons) for summons in (True, False)] == [True, False]
    assert Bluesky().may_reply(is_summons=False) and Mastodon().may_reply(is_summons=False)
    assert [X().knows_keys, Bluesky().knows_keys, Mastodon().knows_keys] == [False, True, True]
    assert X().key_lasts == timedelta(0) and Mastodon().key_lasts < timedelta(hours=1)
    assert (X().look_price, Bluesky().look_price, Mastodon().look_price) == ("post_read", "", "")


def test_where_a_person_answers() -> None:
    text = "A & B? #1 100%"
    assert X().intent_url(text, network_id="5", url="") == (
        "https://x.com/intent/post?text=A%20%26%20B%3F%20%231%20100%25&in_reply_to=5"
    )
    url = "https://bsky.app/profile/did:plc:noor/post/3k"
    assert Bluesky().intent_url(text, network_id="at://x", url=url) == url
    assert "%26" in Bluesky().intent_url(text, network_id="", url="")
    assert "%26" in Mastodon("https://m.example", "").intent_url(text, network_id="", url="")


def test_signatures() -> None:
    """X's own example ("Creating a signature", docs.x.com, OAuth 1.0a)."""
    keys = Keys(
        "xvz1evFS4wEEPTGEFPHBog",
        "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
        "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    )
    header = signed(
        keys,
        "POST",
        "https://api.twitter.com/1.1/statuses/update.json",
        [
            ("include_entities", "true"),
            ("status", "Hello Ladies + Gentlemen, a signed OAuth request!"),
        ],
        nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
        seconds=1318622958,
    )
    assert 'oauth_signature="hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D"' in header
    assert keys.account == "370773112"
