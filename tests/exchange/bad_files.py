"""Files that are of no use, each kind named as a sentence of the domain.

Decides: what is told of each.
"""

from __future__ import annotations

from tests.exchange.bad_input import NOT_UTF_8, WholeFile

_MISSING = "the header has no column staff_id: give it, separated by a comma, ; or tab"

FILES_AS_A_WHOLE: tuple[WholeFile, ...] = (
    WholeFile("an empty file", "", "the file is empty: give it a header line, or leave the file out"),
    WholeFile("a file of blank lines", "\n\n \n", "the file is empty: give it a header line, or leave the file out"),
    WholeFile("a file without a required column", "kind,until\nnon_solicit,\n", _MISSING, "staff_id"),
    WholeFile("a file without its header", "ada,non_solicit,,,\n", _MISSING, "staff_id"),
    WholeFile("a header of another separator", "staff_id|kind\nada|non_solicit\n", _MISSING, "staff_id"),
    WholeFile("a spreadsheet's hint at its separator", "sep=;\nstaff_id;kind\nada;non_solicit\n", _MISSING, "staff_id"),
    WholeFile("a header whose quotes do not match", '"staff_id,kind\nada,non_solicit\n', _MISSING, "staff_id"),
    WholeFile(
        "a column twice in a header",
        "staff_id,kind,KIND \nada,non_solicit,\n",
        "the header has the column kind twice: rename or remove one",
        "kind",
    ),
    WholeFile(
        "a required column twice in a header",
        "staff_id,Staff_ID,kind\nada,ben,non_solicit\n",
        "the header has the column staff_id twice: rename or remove one",
        "staff_id",
    ),
    WholeFile("a header in Windows-1252", "staff_id,kind,Größe\nada,non_solicit,\n".encode("cp1252"), NOT_UTF_8),
    WholeFile(
        "UTF-16 without a mark",
        "staff_id,kind\nada,non_solicit\n".encode("utf-16-le"),
        "the line holds a NUL byte: save the file as plain text in UTF-8",
    ),
    WholeFile(
        "a file that is a spreadsheet",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\n",
        "the line holds a NUL byte: save the file as plain text in UTF-8",
    ),
)
