"""The registry of streets and communities, loaded from the city's list: `load` is the one way in.

`districts.spreadsheets` turns bytes into text cells, `read` finds the columns, `cells` and `check` judge them,
`plan` compares with what stands in the database, `apply` fetches and writes; nothing before it queries.
"""

from .apply import Report, load
from .faults import Fault, Place, RegistryFaults, Repair
from .participants import Unconfirmed

__all__ = ["Fault", "Place", "RegistryFaults", "Repair", "Report", "Unconfirmed", "load"]
