"""The school-holiday zone of every département, by académie.

The calendar's data name zones and the seats of académies, never départements. Académies are those
of article R. 222-2 of the Code de l'éducation; their zones, in force since 2016, those of the
yearly arrêté that fixes the calendar. Corse and the overseas territories have calendars of their
own, under the names that the data give them.
"""

from typing import Final

ACADEMIES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "Zone A": {
        "Besançon": ("25", "39", "70", "90"),
        "Bordeaux": ("24", "33", "40", "47", "64"),
        "Clermont-Ferrand": ("03", "15", "43", "63"),
        "Dijon": ("21", "58", "71", "89"),
        "Grenoble": ("07", "26", "38", "73", "74"),
        "Limoges": ("19", "23", "87"),
        "Lyon": ("01", "42", "69"),
        "Poitiers": ("16", "17", "79", "86"),
    },
    "Zone B": {
        "Aix-Marseille": ("04", "05", "13", "84"),
        "Amiens": ("02", "60", "80"),
        "Lille": ("59", "62"),
        "Nancy-Metz": ("54", "55", "57", "88"),
        "Nantes": ("44", "49", "53", "72", "85"),
        "Nice": ("06", "83"),
        "Normandie": ("14", "27", "50", "61", "76"),
        "Orléans-Tours": ("18", "28", "36", "37", "41", "45"),
        "Reims": ("08", "10", "51", "52"),
        "Rennes": ("22", "29", "35", "56"),
        "Strasbourg": ("67", "68"),
    },
    "Zone C": {
        "Créteil": ("77", "93", "94"),
        "Montpellier": ("11", "30", "34", "48", "66"),
        "Paris": ("75",),
        "Toulouse": ("09", "12", "31", "32", "46", "65", "81", "82"),
        "Versailles": ("78", "91", "92", "95"),
    },
    "Corse": {"Corse": ("2A", "2B")},
    "Guadeloupe": {"Guadeloupe": ("971",)},
    "Martinique": {"Martinique": ("972",)},
    "Guyane": {"Guyane": ("973",)},
    "Réunion": {"La Réunion": ("974",)},
    "Saint Pierre et Miquelon": {"Saint-Pierre-et-Miquelon": ("975",)},
    "Mayotte": {"Mayotte": ("976",)},
}
"""Départements of every académie, by zone."""


def school_zone(departement: str) -> str:
    """Zone of a département's official code, as the calendar's data write it."""
    for zone, academies in ACADEMIES.items():
        if any(departement in codes for codes in academies.values()):
            return zone
    raise ValueError(f"no département: {departement}")
