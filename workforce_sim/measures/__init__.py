"""What a number means: DfE-defined measures, the money ledger and its appraisal, from the model's
records.
"""

from workforce_sim.measures.aggregation import Area, AreaTable
from workforce_sim.measures.catalogue import MONTHLY, YEARLY, suggest
from workforce_sim.measures.measure import Measure
from workforce_sim.measures.record import LedgerLine, ReplicationRecord

__all__ = [
    "MONTHLY",
    "YEARLY",
    "Area",
    "AreaTable",
    "LedgerLine",
    "Measure",
    "ReplicationRecord",
    "suggest",
]
