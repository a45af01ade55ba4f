"""The words of the page itself, by name, with the variables that the page fills in; the words stand in the article."""

from __future__ import annotations

from collections.abc import Mapping

from bot.article import Words
from bot.playground.samples import Sample

PAGE_WORDS: Mapping[str, tuple[str, ...]] = {
    "playground-title": (),
    "playground-skip": (),
    "playground-menu": (),
    "playground-channels": (),
    "playground-apps": (),
    "playground-samples": (),
    "playground-samples-hint": (),
    "playground-sample-send": (),
    "playground-sample-edit": (),
    "playground-sample-chatter": (),
    "playground-welcome": (),
    "playground-welcome-text": (),
    "playground-compose": ("channel",),
    "playground-compose-direct": (),
    "playground-compose-thread": (),
    "playground-compose-keys": (),
    "playground-send": (),
    "playground-attach": (),
    "playground-detach": ("name",),
    "playground-drop": (),
    "playground-file-too-large": (),
    "playground-command-hint": (),
    "playground-no-command-in-thread": (),
    "playground-thread": (),
    "playground-inspector": (),
    "playground-inspector-hint": (),
    "playground-inspector-empty": (),
    "playground-inspector-clear": (),
    "playground-to-app": (),
    "playground-from-app": (),
    "playground-acknowledged": (),
    "playground-not-acknowledged": ("reason",),
    "playground-answer": (),
    "playground-close": (),
    "playground-cancel": (),
    "playground-app": (),
    "playground-only-you": (),
    "playground-edited": (),
    "playground-reply-one": (),
    "playground-replies": ("count",),
    "playground-reply": (),
    "playground-more": (),
    "playground-diagnose": (),
    "playground-home": (),
    "playground-messages": (),
    "playground-home-empty": (),
    "playground-not-a-member": (),
    "playground-member": (),
    "playground-offline": (),
    "playground-online": (),
    "playground-starting": (),
    "playground-lost": (),
    "playground-language": (),
    "playground-theme": (),
    "playground-theme-auto": (),
    "playground-theme-light": (),
    "playground-theme-dark": (),
    "playground-failed": ("error",),
    "playground-required": (),
    "playground-optional": (),
    "playground-choose": (),
    "playground-new-message": ("name",),
    "playground-paste-shortcut": (),
}


def page_words(locale: str) -> dict[str, str]:
    """All words of the page in one language; a variable stays as `{name}` for the page to fill in."""
    words = Words(locale)
    return {
        name.removeprefix("playground-"): words.text(name, **{variable: f"{{{variable}}}" for variable in variables})
        for name, variables in PAGE_WORDS.items()
    }


def sample_title(sample: Sample, locale: str) -> str:
    """What the gallery calls a sample: its cause, in the article's short name."""
    words = Words(locale)
    if sample.cause is None:
        return words.text("playground-sample-chatter")
    return words.text(f"cause-{sample.cause.value.replace('_', '-')}")
