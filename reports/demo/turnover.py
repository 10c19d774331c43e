"""People come and go: two are away and have handed over, two accounts have not been used for long."""

from datetime import timedelta

from django.utils import timezone

from districts.models import Role, User

from .. import actions

AWAY = {
    "xiangshan-street": ("xiangshan-editor", "演示：借调两个月，街道的评分表请接着评。"),
    "reviewer2": ("reviewer1", "演示：外出培训，没有评完的复评请接着办。"),
}
UNUSED = {"cixi-editor": 120, "ninghai-editor": 200}  # days since anybody signed in


def turn_over(scene):
    administrator = next(person for person in scene.people.values() if person.role == Role.ADMINISTRATOR)
    for leaver, (successor, note) in AWAY.items():
        to = scene.people[successor]
        actions.hand_over(scene.people[leaver], to=to, leaves=False, note=note, by=administrator)
    now = timezone.now()
    for username, days in UNUSED.items():
        ago = now - timedelta(days=days)
        User.objects.filter(username=username).update(last_login=ago, created_at=ago - timedelta(days=30))
