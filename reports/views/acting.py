"""What every act of the review has in common: a page that says what it will do, a form, one door, and the way back."""

from django.contrib import messages
from django.shortcuts import redirect, render

from districts.doors import Refused

UNPROCESSABLE, CONFLICT = 422, 409


def perform(request, form, do, *, back, done, template="reports/act.html", **shown):
    """Show the act's page, or do it.

    form: bound when the request posts; do: takes the cleaned data, raises Refused; done: what is said afterwards, from
    what `do` returned; back: where the way leads then; shown: what the page says (title, effects, button …). Nothing
    typed is lost when it is refused."""
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                result = do(form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = CONFLICT
            else:
                messages.success(request, done(result))
                return redirect(back)
    return render(request, template, {"form": form, "back_url": back, **shown}, status=status)
