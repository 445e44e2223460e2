"""Pass 1 of an import: every file is read, every row judged, and what is set aside is written down.

Decides: the order in which files are judged, the store's time zone and its currency. Writes nothing but rejects.
Does not decide: whether a row is good (``judging``, ``settling``), nor what is then written (``importing``).

A file is read once, and once more only when some of its rows are set aside or repeated. Ids of staff, accounts and
people are held in memory; of all other rows only digests. Good touches are kept until they are written (``kept``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from exchange.currency import commonest_currency
from exchange.dating import Starts
from exchange.defining import OwnIds
from exchange.files import KIND_IN
from exchange.folder import Contents, Source
from exchange.judging import REFERRED, Judge, Knowledge, KnownIds, Withheld
from exchange.kept import KeptTouches
from exchange.layout import FileLayout
from exchange.names import CURRENCY
from exchange.present import Present
from exchange.progress import Ticker
from exchange.quick import Said, said_by
from exchange.reading import lines
from exchange.rejects import Reject, RejectsFile
from exchange.repeats import KeyTable, Ranking
from exchange.scattered import Order
from exchange.settling import Settled, verdicts
from exchange.sheet import Header, Take, read_header, rows
from exchange.stored import Stored
from exchange.tally import Tally
from graph.domain.further_records import Amendment
from graph.domain.kinds import DATED, KIND_OF_NAME, Key, Record, key_of
from graph.domain.records import Booking, Firm, Touch


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file whose rows have been judged and counted; ``unusable`` is the reject of the whole file.

    ``complete``: the file is the whole truth; ``present``: the keys it holds then, unless it is unusable."""

    source: Source
    tally: Tally
    settled: Settled | None
    unusable: Reject | None
    complete: bool = False
    present: Present | None = None


@dataclass(frozen=True, slots=True)
class CheckedFolder:
    """Every file judged, with all that judging its rows again takes. ``firm``: what is to be written of ourselves.

    ``retracted``: the kinds of which retractions.csv retracts rows that the store did not know of."""

    files: tuple[CheckedFile, ...]
    knowledge: Knowledge
    firm: Firm | None
    retracted: frozenset[type[Record]]


def check_folder(
    contents: Contents,
    stored: Stored,
    now: datetime,
    rejects: RejectsFile,
    ticker: Ticker,
    *,
    complete: frozenset[str] = frozenset(),
    kept: KeptTouches | None = None,
) -> CheckedFolder:
    """Judge every row of every file as of ``now`` (with a zone); ``complete``: the files that are the whole truth;
    ``kept``: where good touches are kept, so that whoever writes them need not read them again.

    Raises FolderError when a file cannot be read, and when there is no room for a temporary file."""
    check = _Check(stored, now, rejects, ticker, frozenset(KIND_IN[name] for name in complete), kept=kept)
    checked = {}
    for source in _in_order(contents.sources):
        name = source.layout.name
        ticker.begin(name)
        checked[name] = check.file(source, Present(source.layout.record) if name in complete else None)
        source.check_unchanged()
        ticker.end()
    files = tuple(checked[source.layout.name] for source in contents.sources)
    return CheckedFolder(files, check.knowledge, check.firm, frozenset(check.retracted))


def _in_order(sources: Sequence[Source]) -> list[Source]:
    """The firm's row first, which says how all others are read, then what was retracted, then the layout's order."""
    first = (Firm, Amendment)
    return sorted(sources, key=lambda source: [source.layout.record is not kind for kind in first])


class _Check:
    """Pass 1, file by file: what is known grows with each."""

    def __init__(
        self,
        stored: Stored,
        now: datetime,
        rejects: RejectsFile,
        ticker: Ticker,
        complete: frozenset[type[Record]],
        *,
        kept: KeptTouches | None,
    ) -> None:
        retractions = stored.retractions.copy()
        ids = {kind: KnownIds(kind, retractions, stored.ids.get(kind, frozenset())) for kind in REFERRED}
        self.firm = stored.firm
        utc = ZoneInfo("UTC")
        self.knowledge = Knowledge(utc, "", ids, retractions, stored.fixed_zone, stored.standing, complete, stored.kept)
        self.retracted: set[type[Record]] = set()
        self._now = now
        self._rejects = rejects
        self._ticker = ticker
        self._kept = kept
        if stored.firm is not None:
            self._learn(stored.firm)

    def file(self, source: Source, present: Present | None) -> CheckedFile:
        """Judge every row of one file; ``present`` is told every key that it holds."""
        header = read_header(source.path, source.layout, self._ticker.bytes_again)
        if isinstance(header, Reject):
            return self._unusable(source, header, complete=present is not None)
        if source.layout.currency is CURRENCY and not self.knowledge.currency:
            currency = commonest_currency(source, header, self._ticker.bytes_again)
            self._learn(replace(self.firm or Firm(name=""), currency=currency))
        tally, settled, fallen = self._look(source, header, present)
        if tally.rejected or fallen:
            tally = self._write_rejects(settled)
        self._learn_from(settled)
        return CheckedFile(source, tally, settled, unusable=None, complete=present is not None, present=present)

    def _learn_from(self, settled: Settled) -> None:
        """Take in what a file says about how the others are read."""
        if settled.kind not in (Firm, Amendment):
            return
        for record in verdicts(settled, self.knowledge, self._ticker.bytes_again):
            if isinstance(record, Firm):
                self._learn(self._whole(record, settled))
            elif isinstance(record, Amendment) and self.knowledge.retractions.add(record):
                self.retracted.add(KIND_OF_NAME[record.row_kind])
        for kind in self.retracted:
            known = self.knowledge.ids.get(kind)
            if known is not None:
                known.held = frozenset(one for one in known.held if not known.retracted(one))

    def _whole(self, firm: Firm, settled: Settled) -> Firm:
        """The firm with what its row leaves unsaid: as it stands in the store."""
        if self.firm is not None:
            firm = replace(firm, **{name: getattr(self.firm, name) for name in settled.keep})
        if self.knowledge.fixed_zone is not None:  # the row says the same, or nothing
            firm = replace(firm, time_zone=self.knowledge.fixed_zone)
        return replace(firm, currency=firm.currency or self.knowledge.currency)

    def _learn(self, firm: Firm) -> None:
        """Read what follows in this firm's time zone and currency."""
        self.knowledge.zone, self.knowledge.currency = ZoneInfo(firm.time_zone), firm.currency
        if firm != Firm(name=""):
            self.firm = firm

    def _look(self, source: Source, header: Header, present: Present | None) -> tuple[Tally, Settled, bool]:
        """Judge each row by itself, then the rows by each other; whether any falls or repeats because of another."""
        with KeyTable() as keys:
            return self._look_with(keys, source, header, present)

    def _look_with(
        self, keys: KeyTable, source: Source, header: Header, present: Present | None
    ) -> tuple[Tally, Settled, bool]:
        judge, tally = Judge(source.layout, header, self.knowledge), Tally(self._now)
        plain = judge.plain and present is None
        good = _GoodRows(source.layout, keys, present, self._kept if plain else None)
        ids = OwnIds(source.layout.entity, self.knowledge)
        take = self._taking(judge, tally, good) if plain else None
        for row in rows(source.path, source.layout, header, self._ticker.bytes_read, take):
            self._ticker.row()
            if plain and not isinstance(row, Reject) and (said := judge.said(row)) is not None:
                tally.accept_touch(said[1])
                good.add_plain(row.line, said)
                continue
            record = row if isinstance(row, Reject) else judge.record(row)
            if isinstance(record, Reject | Withheld):
                if isinstance(record, Reject):
                    tally.reject()
                    ids.refuse(row, header)
                else:
                    tally.withhold()
                if present is not None:
                    self._protect(present, None if isinstance(row, Reject) else judge.key(row))
                continue
            tally.accept(record)
            ids.find(row.line, record)
            if present is not None:
                self.knowledge.retractions.come_back(present.kind, key_of(record))
            good.add(row.line, record)
        settled = good.settled(source, header)
        fallen = ids.settle(set(settled.findings.conflicting.tolist()))
        return tally, settled, fallen or len(settled.findings.lines) > 0

    def _taking(self, judge: Judge, tally: Tally, good: _GoodRows) -> Take:
        """Who takes lines of plain rows together."""

        def take(first: int, some: Sequence[bytes]) -> bool:
            said = judge.all_said(some)
            if said is not None:
                self._ticker.rows(len(said))
                tally.accept_touches([one[1] for one in said])
                good.add_all_plain(first, said)
            return said is not None

        return take

    def _protect(self, present: Present, key: Key | None) -> None:
        """A complete file holds the row with this key, though it is not written."""
        present.protect(key)
        if key is not None:
            self.knowledge.retractions.come_back(present.kind, key)

    def _write_rejects(self, settled: Settled) -> Tally:
        """Read the file again, write down what is set aside, and count what is left."""
        tally = Tally(self._now)
        for verdict in verdicts(settled, self.knowledge, self._ticker.bytes_again):
            if isinstance(verdict, Reject):
                self._rejects.add(verdict)
                tally.reject()
            elif isinstance(verdict, Withheld):
                tally.withhold()
            elif verdict is None:
                tally.repeat()
            else:
                tally.accept(verdict)
        return tally

    def _unusable(self, source: Source, header: Reject, *, complete: bool) -> CheckedFile:
        self._rejects.add(header)
        tally = Tally(self._now)
        for number, line in enumerate(lines(source.path, self._ticker.bytes_read), start=1):
            if number > header.line and (line if isinstance(line, str) else line.shown).strip():
                self._ticker.row()
                tally.reject()
        if source.layout.entity is not None:
            self.knowledge.ids[source.layout.entity].unusable = True
        return CheckedFile(source, tally, settled=None, unusable=header, complete=complete)


class _GoodRows:
    """What the good rows of a file tell of each other, added one by one."""

    def __init__(self, layout: FileLayout, keys: KeyTable, present: Present | None, kept: KeptTouches | None) -> None:
        self._kind, self._key_in = layout.record, layout.key_of()
        self._keys = keys
        self._present = present
        self._kept = kept
        self._ranking, self._order = Ranking(), Order()
        self._starts = Starts() if layout.record in DATED else None

    def add_plain(self, line: int, said: Said) -> None:
        """The touch on ``line`` says this."""
        self._order.add(said[0])
        self._keys.add_hashed(line, said[0], hash(said))
        if self._kept is not None:
            self._kept.add(line, said)

    def add_all_plain(self, first: int, said: Sequence[Said]) -> None:
        """The touches on the lines from ``first`` on say this."""
        identifiers = [one[0] for one in said]
        self._order.add_all(identifiers)
        self._keys.add_all_hashed(first, identifiers, map(hash, said))
        if self._kept is not None:
            self._kept.add_all(first, said)

    def add(self, line: int, record: Record) -> None:
        """The row on ``line`` is this."""
        if self._present is not None:
            self._present.add(record)
        if self._starts is not None:
            self._starts.add(record)
        if self._kept is not None and isinstance(record, Touch):
            self._kept.add(line, said_by(record))
        if isinstance(record, Booking) and record.rank:
            self._ranking.add(record)
        else:
            self._keys.add(line, self._key_in(record), record)

    def settled(self, source: Source, header: Header) -> Settled:
        """The file, now that all of them are there."""
        findings, ranks = self._keys.findings(), self._ranking.ranks()
        if self._present is not None:
            self._present.rank(ranks)
        alone = frozenset[Key]() if self._starts is None else self._starts.alone(self._kind)
        return Settled(source, header, findings, ranks, alone, self._order.cuts(), self._kept)
