"""What a number means: DfE-defined measures, the money ledger and its appraisal, from the model's records."""

from workforce_sim.measures.record import LedgerRow, ReplicationRecord

__all__ = ["LedgerRow", "ReplicationRecord"]
