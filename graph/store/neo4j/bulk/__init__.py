"""Files for ``neo4j-admin database import`` that give the graph which the adapter would have written.

Decides: what of this package the wiring uses. Does not decide: when to use it.
"""

from graph.store.neo4j.bulk.writing import COMMAND_FILE, BulkFiles, BulkFolder, Folded, write_bulk_files

__all__ = ["COMMAND_FILE", "BulkFiles", "BulkFolder", "Folded", "write_bulk_files"]
