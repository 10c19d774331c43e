"""Whose jobs these are. What was made for somebody in one office is not his in another."""

from django.shortcuts import get_object_or_404

from ..models import Job


def standing_of(user):
    """Role and place in one text: whatever decides which rows the person may see."""
    return f"{user.role}:{user.district_id or ''}:{user.street_id or ''}:{user.department_id or ''}"


def own_jobs(user):
    """What this person asked for in the role and place he has now."""
    return Job.objects.filter(by=user, standing=standing_of(user))


def own_job(user, pk):
    return get_object_or_404(own_jobs(user), pk=pk)
