"""What the environment says is taken, or refused with a sentence."""

from pathlib import Path

import pytest

from config import places


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80 80", "1e3", "٨٠٠٠", "9" * 5000])
def test_port_refuses(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit, match="choose a number from 1 to 65535"):
        places.port()


@pytest.mark.parametrize(("text", "port"), [("", 8000), ("1", 1), ("65535", 65535)])
def test_port(text: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    assert places.port() == port


def test_data_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert places.data_dir() == tmp_path
    monkeypatch.setenv("DATA_DIR", "")
    assert places.data_dir() == places.BASE_DIR / ".data"
