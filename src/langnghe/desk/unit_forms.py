"""Forms for units; another unit is named by its code, because a list to choose from may hold thousands."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from langnghe.desk.forms import DAY
from langnghe.registry.models import Succession, Unit


class UnitByCode(forms.ModelChoiceField):
    """A unit written as its code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Unit.objects.all(),
            to_field_name="code",
            widget=forms.TextInput,
            help_text=_("The unit's code, for example LG-01."),
            error_messages={"invalid_choice": _("No unit has this code. Look it up in the list of units.")},
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        """A model's form starts from the key of the row; what was typed stays as it is."""
        if isinstance(value, int):
            return Unit.objects.filter(pk=value).values_list("code", flat=True).first()
        return super().prepare_value(value)


class UnitForm(forms.ModelForm):
    parent = UnitByCode(label=_("Superior unit"), required=False)

    class Meta:
        model = Unit
        fields = (
            "code",
            "name",
            "kind",
            "parent",
            "other_names",
            "must_report",
            "remote",
            "email",
            "valid_from",
            "valid_to",
        )
        widgets: ClassVar = {"other_names": forms.Textarea(attrs={"rows": 3}), "valid_from": DAY, "valid_to": DAY}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day is before the first."))
        return cleaned

    def clean_parent(self) -> Unit | None:
        """A circle of superiors would have no top."""
        parent: Unit | None = self.cleaned_data["parent"]
        above = parent
        while above:
            if above.pk == self.instance.pk:
                raise forms.ValidationError(_("This unit is itself above that one. Choose another superior unit."))
            above = above.parent
        return parent


class SuccessionForm(forms.Form):
    """What came after a unit."""

    after = UnitByCode(label=_("Successor"))
    kind = forms.ChoiceField(label=_("What happened"), choices=Succession.Kind.choices)
    on = forms.DateField(label=_("From the day"), widget=DAY)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300)
    default = forms.BooleanField(label=_("Takes the open matters when there are several"), required=False)
