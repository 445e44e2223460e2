-- Indexes of touches that an import into a new file does without until its rows are there: entered one by one in the
-- order of a file they cost several times what it costs to sort all of them once. Each is made as the migrations make it.

-- name: touch_of_tie
CREATE INDEX touch_of_tie ON touch (tie, at)

-- name: touch_of_person
CREATE INDEX touch_of_person ON touch (person, day) WHERE person IS NOT NULL

-- name: touch_naming_account
CREATE INDEX touch_naming_account ON touch (account, day) WHERE account IS NOT NULL

-- name: touch_by_day
CREATE INDEX touch_by_day ON touch (day)
