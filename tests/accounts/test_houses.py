"""Signing in from another house, on a running stack that has its keys in the environment."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tests.accounts.house import CLIENT, SECRET, House, open_house
from tests.config.stack import Stack

pytestmark = pytest.mark.long
LOGIN = "/accounts/oidc/oidc/login/"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


@contextmanager
def open_stack(house: House, folder: Path, *, styled: bool = False) -> Iterator[Stack]:
    """A stack with the keys of all houses; the one of OpenID Connect is `house`."""
    stack = Stack(folder)
    for name in ("GOOGLE", "GITHUB", "X", "OIDC"):
        stack.environment |= {f"{name}_CLIENT_ID": CLIENT, f"{name}_CLIENT_SECRET": SECRET}
    stack.environment |= {"OIDC_SERVER_URL": house.url, "OIDC_NAME": "Hearth & Home"}
    for name in ("DATABASE_URL", "CELERY_BROKER_URL"):
        stack.environment.pop(name, None)
    stack.lay_tables()
    if styled:
        stack.manage("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    stack.start()
    stack.wait_until_whole()
    yield stack
    stack.kill_all()


@pytest.fixture(scope="module")
def stack(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with open_stack(house, tmp_path_factory.mktemp("houses")) as stack:
        yield stack


class Visitor(requests.Session):
    """A browser at the stack."""

    def __init__(self, stack: Stack) -> None:
        super().__init__()
        self.home = f"http://localhost:{stack.port}"

    def go(self, path: str) -> requests.Response:
        return self.get(self.home + path, timeout=30)

    def submit(self, path: str, **form: str) -> requests.Response:
        """Send a form, with the token of the page that it stands on."""
        found = re.search(
            r'name="csrfmiddlewaretoken" value="(\w+)"', self.go("/accounts/login/").text
        )
        form["csrfmiddlewaretoken"] = found[1] if found else str(self.cookies["csrftoken"])
        head = {"Referer": self.home + path, "Origin": self.home}
        return self.post(self.home + path, form, headers=head, timeout=30)

    def come_by(self, path: str = LOGIN) -> requests.Response:
        """Choose the house, let it send the browser back, and answer the page where that ends."""
        onward = self.submit(path)
        return self.get(onward.headers["Refresh"].partition("url=")[2], timeout=30)

    def who(self) -> str:
        """The username of who is signed in here, or ""."""
        found = re.search(r'btn--icon" href="/m/([^/]+)/"', self.go("/").text)
        return found[1] if found else ""


def code_for(stack: Stack, address: str) -> str:
    """The digits in the newest mail to the address."""
    mails = [file.read_text() for file in sorted((stack.folder / "mail").glob("*.log"))]
    mine = [text for text in mails if f"To: {address}\n" in text]
    return re.findall(r"(?m)^\s*(\d{6})\s*$", mine[-1])[0]


def person(name: str) -> dict[str, object]:
    """The claims of somebody; the house vouches for the address."""
    address = f"{name.lower()}@example.org"
    return {"sub": name, "email": address, "email_verified": True, "name": f"{name} Of There"}


def joined(stack: Stack, house: House, name: str) -> Visitor:
    """Somebody who came by the house, and proved the address here."""
    house.person = person(name)
    visitor, address = Visitor(stack), f"{name.lower()}@example.org"
    visitor.come_by()
    visitor.submit("/accounts/3rdparty/signup/", email=address, display_name=name)
    visitor.submit("/accounts/confirm-email/", code=code_for(stack, address))
    return visitor


def test_an_answer_that_was_not_asked_for_opens_nothing(stack: Stack, house: House) -> None:
    house.person = person("Forged")
    visitor = Visitor(stack)
    visitor.come_by()
    callback = "/accounts/oidc/oidc/login/callback/"
    other = Visitor(stack)
    answer = other.go(f"{callback}?code=x&state={house.asked[-1][1].get('state', 'x')}")
    assert "That did not work" in answer.text
    assert other.who() == ""
    assert "You turned back" in other.go("/accounts/3rdparty/login/cancelled/").text


def test_the_word_of_a_house_proves_no_address(stack: Stack, house: House) -> None:
    house.person = person("Lou")
    visitor = Visitor(stack)
    page = visitor.come_by()
    assert page.url.endswith("/accounts/3rdparty/signup/")
    assert "From now on you sign in with Hearth &amp; Home" in page.text
    assert 'value="lou@example.org"' in page.text and 'value="Lou Of There"' in page.text
    # Whatever address is typed: it takes a code that is sent there.
    visitor.submit("/accounts/3rdparty/signup/", email="victim@example.org", display_name="Lou")
    assert visitor.who() == ""
    assert visitor.go("/accounts/login/").url.endswith("/accounts/confirm-email/")


def test_who_waits_at_an_address_is_out_when_its_owner_proves_it(
    stack: Stack, house: House
) -> None:
    house.person = person("Sasha")
    sasha = Visitor(stack)
    sasha.come_by()
    sasha.submit("/accounts/3rdparty/signup/", email="vic@example.org", display_name="Vic")
    owner = Visitor(stack)
    owner.submit("/accounts/login/code/", email="vic@example.org")
    owner.submit("/accounts/login/code/confirm/", code=code_for(stack, "vic@example.org"))
    assert owner.who() == "vic"
    assert sasha.who() == ""
    again = Visitor(stack)
    # The house opens nothing that is the owner's: it asks for a name as if it were the first time.
    assert again.come_by().url.endswith("/accounts/3rdparty/signup/")
    assert again.who() == ""


def test_an_address_of_a_member_is_not_taken_over(stack: Stack, house: House) -> None:
    joined(stack, house, "Ida")
    house.person = {**person("Ida"), "sub": "somebody-else"}
    other = Visitor(stack)
    other.come_by()
    other.submit("/accounts/3rdparty/signup/", email="ida@example.org", display_name="Ida")
    assert other.who() == ""


def test_a_member_joins_and_comes_back_by_the_house(stack: Stack, house: House) -> None:
    assert joined(stack, house, "Tomasz").who() == "tomasz"
    again = Visitor(stack)
    again.come_by()
    assert again.who() == "tomasz"


def test_who_speaks_for_the_company_is_asked_for_a_second_step(stack: Stack, house: House) -> None:
    joined(stack, house, "Maren")
    change = "Member.objects.filter(username='maren').update(role='ambassador')"
    stack.manage("manage.py", "shell", "-c", f"from accounts.models import Member; {change}")
    again = Visitor(stack)
    assert again.come_by().url.endswith("/accounts/enrol/")
    assert again.go("/moderate/").url.endswith("/accounts/enrol/")


def test_a_member_adds_the_house_and_removes_it(stack: Stack, house: House) -> None:
    noor = Visitor(stack)
    noor.submit("/accounts/signup/", email="noor@example.org", display_name="Noor", password1="")
    noor.submit("/accounts/confirm-email/", code=code_for(stack, "noor@example.org"))
    assert noor.who() == "noor"
    assert 'href="/accounts/3rdparty/"' in noor.go("/preferences/").text
    house.person = {**person("Noor"), "sub": "n", "email": "other@example.org"}
    page = noor.come_by(f"{LOGIN}?process=connect")
    assert page.url.endswith("/accounts/3rdparty/"), page.url
    assert page.text.count("Remove") == 1
    again = Visitor(stack)
    again.come_by()
    assert again.who() == "noor"
    (number,) = re.findall(r'name="account" value="(\d+)"', page.text)
    assert ">Remove<" not in noor.submit("/accounts/3rdparty/", account=number).text
    assert Visitor(stack).come_by().url.endswith("/accounts/3rdparty/signup/")


@pytest.mark.parametrize(
    ("name", "there", "scope"),
    [
        ("google", "https://accounts.google.com/o/oauth2/v2/auth", "email"),
        ("github", "https://github.com/login/oauth/authorize", "user:email"),
        ("twitter_oauth2", "https://x.com/i/oauth2/authorize", "users.read"),
    ],
)
def test_the_big_houses_are_asked_as_they_say(
    stack: Stack, name: str, there: str, scope: str
) -> None:
    """As far as this machine can see: what they would be asked for."""
    onward = Visitor(stack).submit(f"/accounts/{name}/login/")
    url = urlsplit(onward.headers["Refresh"].partition("url=")[2])
    assert url._replace(query="").geturl() == there
    asked = dict(parse_qsl(url.query))
    back = f"http://localhost:{stack.port}/accounts/{name}/login/callback/"
    assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, back)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert scope in asked["scope"].split()
