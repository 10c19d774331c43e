"""Who is signed in, fetched with where he works: nearly every page asks for it."""

from django.contrib.auth.backends import ModelBackend

from ..models import User


class PlacedUserBackend(ModelBackend):
    """Django's own, but for one query instead of up to four."""

    def get_user(self, user_id):
        placed = User.objects.select_related("district", "street", "department")
        user = placed.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
