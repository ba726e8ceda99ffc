"""The model's settings: off by default, the key never shown, and a table in the README."""

import re
from pathlib import Path

import pytest

from assistant.model.errors import ModelSettingsError
from assistant.model.opening import open_model
from assistant.model.port import NO_MODEL
from assistant.model.settings import ModelSettings, model_settings

ROOT = Path(__file__).parents[3]
README = ROOT / "assistant" / "model" / "README.md"


def test_there_is_no_model_unless_one_is_set_up():
    assert not model_settings().on
    assert open_model(model_settings()) is NO_MODEL


def test_the_table_of_the_readme_is_the_settings_class():
    rows = re.findall(
        r"^\| `(EXPORTS_MODEL\w*)` \| ([^|]*) \| (.*?) \|$", README.read_text("utf-8"), flags=re.M
    )
    told = {name: said for name, _, said in rows}
    expected = {
        "EXPORTS_MODEL" if name == "model" else f"EXPORTS_MODEL_{name.upper()}": field.description
        for name, field in ModelSettings.model_fields.items()
    }

    assert told == expected


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("EXPORTS_MODEL", "some-model", "provider"),
        ("EXPORTS_MODEL_URL", "127.0.0.1:8080", "address"),
        ("EXPORTS_MODEL_URL", "http://me:sk-secret@127.0.0.1/v1", "EXPORTS_MODEL_KEY"),
        ("EXPORTS_MODEL_SECONDS", "sk-secret", "number"),
        ("EXPORTS_MODEL_USES", "verdicts", "facts"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said_without_its_value(monkeypatch, name, value, said):
    monkeypatch.setenv("EXPORTS_MODEL", "openai:some")
    monkeypatch.setenv(name, value)
    with pytest.raises(ModelSettingsError) as caught:
        model_settings()

    assert said in str(caught.value)
    assert "sk-secret" not in str(caught.value)
