from .calendar import Extension, Participation, Programme, Target, Year
from .handing_over import HandOver
from .job import Job
from .people import Role, User
from .places import Community, Department, District, Street
from .registry_file import RegistryFile
from .trail import Event, Seal

__all__ = [
    "Community",
    "Department",
    "District",
    "Event",
    "Extension",
    "HandOver",
    "Job",
    "Participation",
    "Programme",
    "RegistryFile",
    "Role",
    "Seal",
    "Street",
    "Target",
    "User",
    "Year",
]
