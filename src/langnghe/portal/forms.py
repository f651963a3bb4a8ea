"""What a citizen types, one question a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from langnghe.cases.sending import LONGEST, must_be_named
from langnghe.registry.models import Unit
from langnghe.registry.queries import areas
from langnghe.text.normal import fold


class What(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy(
            "Write as you speak: what, since when, what you ask for. Leave out names and numbers of persons."
        ),
        error_messages={"required": gettext_lazy("Please write what happened, in a sentence or two.")},
    )


class Where(forms.Form):
    area = forms.CharField(
        label=gettext_lazy("Commune, ward or special zone"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"list": "areas", "autocomplete": "off"}),
        help_text=gettext_lazy("Type a part of its name, with or without marks. Leave empty for the whole province."),
    )
    spot = forms.CharField(
        label=gettext_lazy("Which spot? (if it matters)"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=gettext_lazy("For example: the bridge behind the market. Not your own address."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: list[Unit] = []  # several that may be meant

    def clean_area(self) -> int | None:
        """The key of the one commune that is meant."""
        typed = self.cleaned_data["area"]
        if not typed.strip():
            return None
        words = fold(typed)
        known = list(areas(timezone.localdate()))
        exact = [unit for unit in known if fold(unit.name) == words]
        found = exact or [unit for unit in known if words in unit.folded]
        if len(found) == 1:
            return found[0].pk
        self.found = found[:8]
        if found:
            raise forms.ValidationError(_("Several places have this name; please choose one."))
        raise forms.ValidationError(
            _("We know no commune of this name. Please choose one of the list, or leave it empty.")
        )


class Position(forms.Form):
    """What a phone says of where it is, in degrees (WGS 84)."""

    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)


class Kind(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of message is it?"),
        choices=[(kind, kind) for kind in ("phan_anh", "kien_nghi", "khieu_nai", "to_cao")],
        error_messages={"required": gettext_lazy("Please choose one.")},
    )


class Contact(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": gettext_lazy("This is no e-mail address; it should look like ten@example.vn.")},
    )

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind and must_be_named(kind):
            for name in ("name", "address"):
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = _("A complaint needs it; it is sealed.")


class Code(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The 16 digits of your receipt"),
        max_length=40,
        widget=forms.TextInput(
            {"inputmode": "numeric", "autocomplete": "off", "class": "code", "placeholder": "0000 0000 0000 0000"}
        ),
        error_messages={"required": gettext_lazy("Please type the code of your receipt.")},
    )
