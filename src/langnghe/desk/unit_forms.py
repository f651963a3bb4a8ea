"""Forms for units; another unit is named by its code, because a list to choose from may hold thousands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from langnghe.desk.forms import DAY
from langnghe.registry.models import Succession, Unit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def unit_by_code(label: StrOrPromise, *, required: bool) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Unit.objects.all(),
        label=label,
        required=required,
        to_field_name="code",
        widget=forms.TextInput,
        help_text=_("The unit's code, for example LG-01."),
        error_messages={"invalid_choice": _("No unit has this code. Look it up in the list of units.")},
    )


class UnitForm(forms.ModelForm):
    parent = unit_by_code(_("superior unit"), required=False)

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

    after = unit_by_code(_("Successor"), required=True)
    kind = forms.ChoiceField(label=_("What happened"), choices=Succession.Kind.choices)
    on = forms.DateField(label=_("From the day"), widget=DAY)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300)
    default = forms.BooleanField(label=_("Takes the open matters when there are several"), required=False)
