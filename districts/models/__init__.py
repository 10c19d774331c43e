from .calendar import Extension, Participation, Programme, Target, Year
from .people import Role, User
from .places import Community, Department, District, Street
from .trail import Event

__all__ = [
    "Community",
    "Department",
    "District",
    "Event",
    "Extension",
    "Participation",
    "Programme",
    "Role",
    "Street",
    "Target",
    "User",
    "Year",
]
