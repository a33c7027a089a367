"""What the page of a case offers to do, and what an officer fills in to do it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise

from central.cases.transitions import Tone


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: its words, where it leads, how it looks, and why it cannot be pressed now."""

    label: str | Promise
    address: str
    tone: str = Tone.PLAIN.value
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do. `run` takes the filled form and says what was done, or why not as a `_Refusal`."""

    title: str
    form: forms.Form
    run: Callable[[dict[str, Any]], "str | Refusal"]
    lead: str = ""
    tone: str = Tone.PLAIN.value
    rule: str = ""
    """What the law has to say of it now, for whoever decides"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was done, in words."""

    said: str
