"""Settings of what is printed or drawn of a plan; none of them changes a plan."""

from pydantic import Field

from planner.settings.section import Section


class DocumentSettings(Section):
    """Settings of [documents]."""

    help_sentence: str = Field(
        "Une aide pour vos démarches en ligne, votre ordinateur, votre téléphone.",
        max_length=200,
        description="Phrase des affiches : ce que les habitants trouvent à la permanence.",
    )
    co2_grams_per_km: float = Field(
        218.0,
        ge=0,
        le=1000,
        description="Émissions d'une voiture (grammes de CO2e par km) pour les bilans. 218 : "
        "voiture thermique, fabrication comprise (ADEME, Impact CO2).",
    )
