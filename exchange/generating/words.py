"""Names of invented people and accounts, and how ids and days are written.

Decides: every word of a generated firm that is not of a closed list. Does not decide: who has which.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.domain.calendar import date_of

FIRM: Final = ("Generated Company", "generated.example", "EUR", "Europe/Berlin")
"""Our name, domain, currency and time zone."""
CURRENCY: Final = FIRM[2]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES: Final = _words(
    "Ada Ahmed Aisha Anna Anton Bruno Carla Chen Clara Dana David Elena Emil Emma Erik Fatima Felix Greta Hana Hugo "
    "Ida Igor Ines Ivan Jana Jonas Julia Karim Lars Lea Leon Lina Luca Maja Marco Maria Mateo Mei Milan Mona Nadia "
    "Nils Noor Olga Omar Oskar Paul Petra Priya Rafael Rosa Ruth Samir Sara Simon Sofia Tariq Theo Vera Yara"
)
LAST_NAMES: Final = _words(
    "Adler Andersson Bauer Becker Berg Bianchi Braun Castro Costa Cohen Dahl Demir Dubois Eriksen Fischer Fontana "
    "Garcia Gruber Haas Hansen Hoffmann Horvat Ivanova Jansen Jensen Kaya Keller Khan Klein Koch Kovacs Kowalski Krug "
    "Lang Larsen Leroy Lindqvist Lopez Maier Marino Martin Moreau Moretti Nguyen Nielsen Novak Okafor Patel Peeters "
    "Petrov Ricci Roth Ruiz Sato Schmid Silva Singh Sommer Svensson Tanaka Toth Vogel Wagner Weber Winter Wolf"
)
_PLACES: Final = _words(
    "Alster Amber Arden Baltic Birch Bright Cedar Coast Copper Delta Elm Falcon Fjord Gate Granite Harbour Hill Iron "
    "Lake Linden Marble Meadow North Oak Ocean Pine Quarry River Rock Silver Solar Spring Stone Summit Tidal Valley "
    "West White Willow Wind"
)
_TRADES: Final = _words(
    "Bearings Chemicals Components Controls Drives Dynamics Electronics Energy Engineering Foods Foundry Gears Glass "
    "Instruments Labs Logistics Machines Medical Metals Motors Optics Packaging Paper Plastics Polymers Power Pumps "
    "Robotics Sensors Shipping Steel Systems Textiles Tools Valves Water Works"
)
INDUSTRIES: Final = ("Automotive", "Chemicals", "Energy", "Food", "Logistics", "Machinery", "Medical", "Public sector")
STAFF_TITLES: Final = ("Account manager", "Sales engineer", "Consultant", "Service engineer", "Project manager")
PEOPLE_TITLES: Final = ("Engineer", "Head of engineering", "Buyer", "Plant manager", "Managing director", "")
LINES: Final = ("Equipment", "Service", "Parts", "Software", "Training")


def staff_id(number: int) -> str:
    """The id of a staff member."""
    return f"S{number + 1}"


def person_id(number: int) -> str:
    """The id of a person; empty for nobody."""
    return f"P{number + 1}" if number >= 0 else ""


def account_id(number: int) -> str:
    """The id of an account; empty for none."""
    return f"A{number + 1}" if number >= 0 else ""


def account_name(place: int, number: int) -> str:
    """The name of an account, of a ``place`` in chance; accounts may share one, as firms do."""
    return f"{_PLACES[place % len(_PLACES)]} {_TRADES[place // len(_PLACES) % len(_TRADES)]} {1 + number % 97}"


def day_text(number: int) -> str:
    """A day as the folder writes it."""
    return date_of(number).isoformat()


def day_texts(first: int, last: int) -> list[str]:
    """Each of these days as the folder writes it, ``last`` included."""
    return [str(day) for day in np.arange(first, last + 1).astype("datetime64[D]")]
