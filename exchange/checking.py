"""Pass 1 of an import: every file is read, every row judged, and what is set aside is written down.

Decides: the order in which files are judged, the store's time zone and its currency. Writes nothing but rejects.
Does not decide: whether a row is good (``judging``, ``settling``), nor what is then written (``importing``).

A file is read once, and once more only when some of its rows are set aside or repeated. Ids of staff, accounts and
people are held in memory; of all other rows only digests.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from exchange.columns import Cells, RowError
from exchange.folder import Contents, Source
from exchange.judging import Judge, Knowledge
from exchange.layout import FIRM, REVENUE
from exchange.names import CURRENCY
from exchange.progress import Ticker
from exchange.reading import Tick, lines
from exchange.rejects import Reject, RejectsFile
from exchange.repeats import KeyTable, Ranking
from exchange.settling import Settled, settle_ids, verdicts
from exchange.sheet import Header, Row, read_header, rows
from exchange.stored import Stored
from exchange.tally import Tally
from graph.domain.records import Account, Booking, Entity, Firm, Person, Record, StaffMember


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file whose rows have been judged and counted; ``unusable`` is the reject of the whole file."""

    source: Source
    tally: Tally
    settled: Settled | None
    unusable: Reject | None


@dataclass(frozen=True, slots=True)
class CheckedFolder:
    """Every file judged, with all that judging its rows again takes. ``firm``: what is to be written of ourselves."""

    files: tuple[CheckedFile, ...]
    knowledge: Knowledge
    firm: Firm | None


def check_folder(
    contents: Contents, stored: Stored, now: datetime, rejects: RejectsFile, ticker: Ticker
) -> CheckedFolder:
    """Judge every row of every file as of ``now`` (with a zone); raises FolderError when one cannot be read."""
    check = _Check(stored, now, rejects, ticker)
    files = []
    for source in contents.sources:
        ticker.begin(source.layout.name)
        files.append(check.file(source))
        source.check_unchanged()
        ticker.end()
    return CheckedFolder(tuple(files), check.knowledge, check.firm)


class _Check:
    """Pass 1, file by file: what is known grows with each."""

    def __init__(self, stored: Stored, now: datetime, rejects: RejectsFile, ticker: Ticker) -> None:
        self.firm = stored.firm
        self.knowledge = Knowledge.of(ZoneInfo("UTC"), "", stored.ids)
        self._now = now
        self._rejects = rejects
        self._ticker = ticker
        if stored.firm is not None:
            self._learn(stored.firm)

    def file(self, source: Source) -> CheckedFile:
        """Judge every row of one file."""
        header = read_header(source.path, source.layout, self._ticker.bytes_again)
        if isinstance(header, Reject):
            return self._unusable(source, header)
        if source.layout is REVENUE and not self.knowledge.currency:
            self._learn(
                replace(
                    self.firm or Firm(name=""), currency=_commonest_currency(source, header, self._ticker.bytes_again)
                )
            )
        tally, settled, fallen = self._look(source, header)
        if tally.rejected or fallen:
            tally = self._write_rejects(settled)
        if source.layout is FIRM:
            for firm in verdicts(settled, self.knowledge, self._ticker.bytes_again):
                if isinstance(firm, Firm):
                    self._learn(replace(firm, currency=firm.currency or self.knowledge.currency))
        return CheckedFile(source, tally, settled, unusable=None)

    def _learn(self, firm: Firm) -> None:
        """Read what follows in this firm's time zone and currency."""
        self.knowledge.zone, self.knowledge.currency = ZoneInfo(firm.time_zone), firm.currency
        if firm != Firm(name=""):
            self.firm = firm

    def _tally(self) -> Tally:
        return Tally(self._now, frozenset(self.firm.domains if self.firm is not None else ()))

    def _look(self, source: Source, header: Header) -> tuple[Tally, Settled, bool]:
        """Judge each row by itself, then the rows by each other; whether any falls or repeats because of another."""
        layout = source.layout
        judge, key_of = Judge(layout, header, self.knowledge), layout.key_of()
        keys, ranking, ids, tally = KeyTable(), Ranking(), _OwnIds(layout.entity, self.knowledge), self._tally()
        for row in rows(source.path, layout, header, self._ticker.bytes_read):
            self._ticker.row()
            record = row if isinstance(row, Reject) else judge.record(row)
            if isinstance(row, Reject) or isinstance(record, Reject):
                tally.reject()
                ids.refuse(row, header)
                continue
            tally.accept(record)
            ids.find(row, record)
            if isinstance(record, Booking) and record.rank:
                ranking.add(record)
            else:
                keys.add(row.line, key_of(record), record)
        findings = keys.findings()
        fallen = ids.settle(set(findings.conflicting.tolist()))
        return tally, Settled(source, header, findings, ranking.ranks()), fallen or len(findings.lines) > 0

    def _write_rejects(self, settled: Settled) -> Tally:
        """Read the file again, write down what is set aside, and count what is left."""
        tally = self._tally()
        for verdict in verdicts(settled, self.knowledge, self._ticker.bytes_again):
            if isinstance(verdict, Reject):
                self._rejects.add(verdict)
                tally.reject()
            elif verdict is None:
                tally.repeat()
            else:
                tally.accept(verdict)
        return tally

    def _unusable(self, source: Source, header: Reject) -> CheckedFile:
        self._rejects.add(header)
        tally = self._tally()
        for number, line in enumerate(lines(source.path, self._ticker.bytes_read), start=1):
            if number > header.line and (line if isinstance(line, str) else line.shown).strip():
                self._ticker.row()
                tally.reject()
        if source.layout.entity is not None:
            self.knowledge.ids[source.layout.entity].unusable = True
        return CheckedFile(source, tally, settled=None, unusable=header)


class _OwnIds:
    """The ids that a file defines; for a file that defines none, nothing."""

    def __init__(self, entity: type[Entity] | None, knowledge: Knowledge) -> None:
        self._known = None if entity is None else knowledge.ids[entity]
        self._parents: dict[str, str] = {}

    def find(self, row: Row, record: Record) -> None:
        """A good row has this id."""
        if self._known is None or not isinstance(record, StaffMember | Account | Person):
            return
        self._known.found.setdefault(record.id, row.line)
        parent = parent_of(record)
        if parent is not None:
            self._parents[record.id] = parent

    def refuse(self, row: Row | Reject, header: Header) -> None:
        """A bad row has this id, when it can be read at all."""
        if self._known is not None and isinstance(row, Row) and "id" in header.places:
            self._known.refused[row.cells[header.places["id"]]] = row.line

    def settle(self, conflicting: set[int]) -> bool:
        """Whether any row falls, now that all are read, because of another."""
        return self._known is not None and settle_ids(self._known, self._parents, conflicting)


def parent_of(record: Record) -> str | None:
    """The id of the row of the same file that a row refers to."""
    if isinstance(record, StaffMember):
        return record.manager_id
    return record.parent_id if isinstance(record, Account) else None


def _commonest_currency(source: Source, header: Header, tick: Tick) -> str:
    """The currency that most rows name, the first by alphabet of equally many, so that their order does not matter."""
    counts: Counter[str] = Counter()
    cells = Cells(header.places, ZoneInfo("UTC"))
    for row in rows(source.path, source.layout, header, tick):
        if isinstance(row, Row):
            cells.current = row.cells
            with suppress(RowError):
                counts[cells[CURRENCY]] += 1
    del counts[""]
    return min(counts, key=lambda code: (-counts[code], code), default="")
