"""The language model that the settings name, or none; no library is loaded where there is none."""

from assistant.drafting.section import packaged_sections
from assistant.model.port import NO_MODEL, LanguageModel
from assistant.model.settings import ModelSettings
from assistant.model.speaking import Speaker


def open_model(settings: ModelSettings, speaker: Speaker | None = None) -> LanguageModel:
    """Open the model of some settings; nothing is sent yet.

    A `speaker` stands in the place of the one that the settings name: a recording, or a test's.

    Raises:
        ModelSettingsError: The model cannot be opened.
    """
    if speaker is None and not settings.on:
        return NO_MODEL
    from assistant.model.aide import OpenModel

    if speaker is None:
        from assistant.model.langchain_speaker import open_speaker

        speaker = open_speaker(settings)
    return OpenModel(speaker, settings, packaged_sections())
