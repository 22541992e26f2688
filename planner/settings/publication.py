"""What published files say of the structure behind the sessions: settings of [publication]."""

from typing import Literal

from pydantic import Field

from planner.settings.section import Section

Service = Literal[
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
]
"""Words of the national list of places of digital mediation."""
Programme = Literal[
    "",
    "Aidants Connect",
    "Bibliothèques numérique de référence",
    "Certification PIX",
    "Conseillers numériques",
    "Emmaüs Connect",
    "France Services",
    "Grande école du numérique",
    "La Croix Rouge",
    "Point d'accès numérique CAF",
    "Promeneurs du net",
    "Relais numérique (Emmaüs Connect)",
]
Support = Literal[
    "En autonomie", "Accompagnement individuel", "Dans un atelier collectif", "À distance"
]


class PublicationSettings(Section):
    """Settings of [publication]."""

    structure: str = Field(
        "", description="Structure qui emploie les conseillers (ex. « Département de … »)."
    )
    phone: str = Field(
        "", max_length=40, description="Téléphone pour le public (ex. « 05 46 00 00 00 »)."
    )
    email: str = Field(
        "", pattern=r"^([^@\s|]+@[^@\s|]+\.[^@\s|]+)?$", description="Courriel pour le public."
    )
    website: str = Field("", pattern=r"^(https?://[^\s|]+)?$", description="Site internet.")
    booking_url: str = Field(
        "",
        pattern=r"^(https?://[^\s|]+)?$",
        description="Adresse de la prise de rendez-vous en ligne.",
    )
    services: tuple[Service, ...] = Field(
        ("Aide aux démarches administratives", "Maîtrise des outils numériques du quotidien"),
        description="Ce que les permanences proposent, dans les mots de la liste nationale : "
        "Aide aux démarches administratives, Maîtrise des outils numériques du quotidien, "
        "Insertion professionnelle via le numérique, Utilisation sécurisée du numérique, "
        "Parentalité et éducation avec le numérique, Loisirs et créations numériques, "
        "Compréhension du monde numérique, Accès internet et matériel informatique, "
        "Acquisition de matériel informatique à prix solidaire.",
    )
    support: tuple[Support, ...] = Field(
        (),
        description="Comment on y est aidé, dans les mots de la liste nationale : En autonomie, "
        "Accompagnement individuel, Dans un atelier collectif, À distance ; vide : non précisé.",
    )
    fees: Literal["", "Gratuit", "Gratuit sous condition", "Payant"] = Field(
        "Gratuit", description="Frais à la charge des habitants ; vide : non précisé."
    )
    programme: Programme = Field(
        "Conseillers numériques",
        description="Programme national, dans les mots de la liste nationale.",
    )
