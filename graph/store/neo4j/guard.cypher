// How a question sees one revision, and units of work do not overlap; decision record 0001 says why. What takes a lock
// says how many nodes it took: one that is missing would keep nobody out.

// name: state
// How many units have been committed, those that changed nothing included, and how many are on their way; marks that
// are older than $longest milliseconds were left by processes that died.
MATCH (s:__WhitherStore {only: true})
RETURN s.units, size([mark IN s.committing WHERE toInteger(split(mark, ' ')[0]) > timestamp() - $longest])

// name: revision
// How many units have changed something.
MATCH (s:__WhitherStore {only: true}) RETURN s.revision

// name: announce
// A unit is about to run: $mark says which. Marks that are older than
// $longest milliseconds were left by processes that died. The property is set first, for the lock, then read, and so is
// the clock: timestamp() would tell when the statement began to wait for the lock.
MATCH (s:__WhitherStore {only: true})
SET s.locked = true
WITH s, datetime.realtime().epochMillis AS now
SET s.committing = [mark IN s.committing WHERE toInteger(split(mark, ' ')[0]) > now - $longest]
    + [toString(now) + ' ' + $mark]
REMOVE s.locked
RETURN count(s)

// name: retire
// The unit with this mark has ended, either way.
MATCH (s:__WhitherStore {only: true})
SET s.locked = true
WITH s
SET s.committing = [mark IN s.committing WHERE NOT mark ENDS WITH ' ' + $mark]
REMOVE s.locked

// name: take_turn
// A question that reads alone, but for the other turns: no unit commits before its transaction ends.
MATCH (t:__WhitherTurn {number: $number}) SET t.taken = true REMOVE t.taken
RETURN count(t)

// name: take_pen
// A unit of work that writes alone, or a long reader beside whom no unit begins to write.
MATCH (w:__WhitherWriter {only: true}) SET w.held = true REMOVE w.held
RETURN count(w)

// name: take_all_turns
// The last step of a unit but one: questions that read under a turn end first, and none begins before the commit.
UNWIND range(0, 7) AS number
MATCH (t:__WhitherTurn {number: number}) SET t.taken = true REMOVE t.taken
RETURN count(t)

// name: count_unit
// The last step of a unit: $changed is 1 where it changed something. Every unit locks this node until it has committed,
// so that its mark cannot be taken away before. A unit whose mark is gone, or so old ($longest milliseconds) that
// questions may take it for one that a dead process left, must not commit: no node is counted then.
MATCH (s:__WhitherStore {only: true})
SET s.locked = true
REMOVE s.locked
WITH s, datetime.realtime().epochMillis - $longest AS oldest
WHERE any(mark IN s.committing WHERE mark ENDS WITH ' ' + $mark AND toInteger(split(mark, ' ')[0]) > oldest)
SET s.units = s.units + 1, s.revision = s.revision + $changed
RETURN count(s)
