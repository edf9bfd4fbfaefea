from django import forms


class NameForm(forms.Form):
    def signup(self, request: object, user: object) -> None:
        pass
