from .calendar import Extension, Participation, Programme, Target, Year
from .people import Role, User
from .places import Community, Department, District, Street
from .registry_file import RegistryFile
from .trail import Event

__all__ = [
    "Community",
    "Department",
    "District",
    "Event",
    "Extension",
    "Participation",
    "Programme",
    "RegistryFile",
    "Role",
    "Street",
    "Target",
    "User",
    "Year",
]
