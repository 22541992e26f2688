"""Every setting of a plan, with its default, its limits and its explanation.

The explanation of each field (French, read by the coordinator) becomes the comment beside it in
``itinerance.toml``; see :mod:`planner.settings.file`.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from geodata.sources.routing_server import check_server_url
from geodata.travel_engines import EngineName
from planner.settings.calendar import CalendarSettings
from planner.settings.documents import DocumentSettings
from planner.settings.publication import PublicationSettings
from planner.settings.section import Section

Minutes = Annotated[int, Field(ge=0, le=24 * 60)]
ReportedMinutes = Annotated[int, Field(ge=1, le=240)]
Share = Annotated[float, Field(ge=0, le=1)]
ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


def minute_of_day(clock: str) -> int:
    """Minutes since midnight of a time written ``HH:MM``."""
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


class TerritorySettings(Section):
    """Settings of [territory]."""

    name: str = Field("Mon territoire", description="Nom du territoire, affiché partout.")
    notice: str = Field(
        "",
        description="Avertissement affiché sur chaque document (ex. « données d'essai »).",
    )


class CycleSettings(Section):
    """Settings of [cycle]."""

    num_weeks: int = Field(
        4, ge=1, le=4, description="Longueur du cycle qui se répète, en semaines."
    )
    value_twice_weekly: Share = Field(
        1.0, description="Valeur de plusieurs permanences par semaine au même lieu."
    )
    value_weekly: Share = Field(1.0, description="Valeur d'une permanence hebdomadaire.")
    value_fortnightly: Share = Field(0.8, description="Valeur d'une permanence tous les 15 jours.")
    value_every_third_week: Share = Field(
        0.65, description="Valeur d'une permanence toutes les 3 semaines."
    )
    value_every_fourth_week: Share = Field(
        0.5, description="Valeur d'une permanence toutes les 4 semaines."
    )

    @model_validator(mode="after")
    def _rarer_is_worth_no_more(self) -> Self:
        values = (
            self.value_twice_weekly,
            self.value_weekly,
            self.value_fortnightly,
            self.value_every_third_week,
            self.value_every_fourth_week,
        )
        if list(values) != sorted(values, reverse=True):
            raise ValueError("une permanence plus rare ne peut pas valoir plus (value_…)")
        return self

    def value_by_sessions(self) -> dict[int, float]:
        """Value v(k) of k equally spaced sessions a cycle, for every k that divides the cycle."""
        by_interval = {
            1: self.value_weekly,
            2: self.value_fortnightly,
            3: self.value_every_third_week,
            4: self.value_every_fourth_week,
        }
        return {
            self.num_weeks // interval: value
            for interval, value in sorted(by_interval.items(), reverse=True)
            if self.num_weeks % interval == 0
        }

    def value_of(self, num_days: int) -> float:
        """Value v(k) of k days with a session a cycle, of several a week too.

        Raises
        ------
        KeyError
            When they cannot be spaced equally.
        """
        if num_days > self.num_weeks and num_days % self.num_weeks == 0:
            return self.value_twice_weekly
        return self.value_by_sessions()[num_days]


class AccessSettings(Section):
    """Settings of [access]."""

    standard_minutes: int = Field(
        15,
        ge=1,
        le=120,
        description="Temps de trajet (minutes, borne comprise) au-delà duquel une permanence "
        "ne compte plus pour un habitant.",
    )
    acceptance_elsewhere: Share | None = Field(
        None,
        description="Part des habitants qui acceptent une aide hors de leur commune. "
        "Absent : part mesurée par l'enquête, à défaut 1/3.",
    )
    reported_minutes: tuple[ReportedMinutes, ...] = Field(
        (10, 15, 20, 30), description="Seuils (minutes) des totaux « à moins de »."
    )


class NeedSettings(Section):
    """Settings of [need]."""

    scenario: Literal["low", "mean", "high"] = Field(
        "mean",
        description="Besoin retenu par commune : mean = l'estimation ; low = valeur dépassée neuf "
        "fois sur dix ; high = valeur dépassée une fois sur dix.",
    )
    acceptance_other_kind: Share = Field(
        0.5,
        description="Part des habitants qui acceptent un autre type de lieu que leur préféré "
        "(hypothèse : l'enquête ne le demande pas).",
    )


class SessionSettings(Section):
    """Settings of [sessions]."""

    morning_start: ClockTime = Field("08:45", description="Début au plus tôt le matin.")
    morning_end: ClockTime = Field("12:30", description="Fin au plus tard le matin.")
    afternoon_start: ClockTime = Field("13:30", description="Début au plus tôt l'après-midi.")
    afternoon_end: ClockTime = Field("17:30", description="Fin au plus tard l'après-midi.")
    max_minutes: Minutes = Field(180, description="Durée d'une permanence (minutes).")
    min_minutes: Minutes = Field(
        120, description="Durée minimale si la mairie ouvre moins longtemps (minutes)."
    )
    short_minutes: Minutes = Field(
        75,
        ge=30,
        description="Durée d'une permanence courte (minutes), dans les lieux dont session_length "
        "est « short » : deux d'entre elles peuvent partager une demi-journée.",
    )
    short_drive_minutes: Minutes = Field(
        10,
        description="Trajet au plus (minutes) entre deux permanences courtes d'une même "
        "demi-journée.",
    )
    short_neighbours: int = Field(
        3,
        ge=0,
        le=20,
        description="Après une permanence courte, la seconde se tient dans l'un des lieux à "
        "permanence courte les plus proches : combien en sont retenus.",
    )
    assume_open_if_unknown: bool = Field(
        True,
        description="Horaires inconnus : supposer le lieu ouvert aux heures de permanence "
        "(signalé « à confirmer »). Sinon le lieu n'est pas proposé.",
    )
    people_per_session: float = Field(
        4.0,
        gt=0,
        le=100,
        description="Personnes reçues par un conseiller en une permanence de max_minutes, en "
        "moyenne ; une permanence plus courte en reçoit à proportion.",
    )

    def minutes_at(self, *, is_short: bool) -> tuple[int, int]:
        """Shortest and longest session, at a venue of short sessions or at another."""
        if is_short:
            return self.short_minutes, self.short_minutes
        return self.min_minutes, self.max_minutes

    @model_validator(mode="after")
    def _windows_hold_a_session(self) -> Self:
        if self.min_minutes > self.max_minutes:
            raise ValueError("min_minutes dépasse max_minutes")
        for half, start, end in (
            ("le matin", self.morning_start, self.morning_end),
            ("l'après-midi", self.afternoon_start, self.afternoon_end),
        ):
            if minute_of_day(end) - minute_of_day(start) < self.min_minutes:
                raise ValueError(f"aucune permanence de min_minutes ne tient {half}")
        if minute_of_day(self.morning_end) > minute_of_day(self.afternoon_start):
            raise ValueError("le matin (morning_end) finit après le début de l'après-midi")
        return self


class CapacitySettings(Section):
    """Settings of [capacity]."""

    uptake: Share = Field(
        0.05,
        description="Part des habitants en besoin qui viennent au cours d'un cycle (hypothèse : "
        "l'enquête ne le demande pas). Elle donne les visiteurs attendus et ceux sans place.",
    )
    even_out: bool = Field(
        True,
        description="Répartir les permanences selon l'affluence : à couverture égale, plus de "
        "permanences là où une heure est partagée par le plus d'habitants en besoin.",
    )
    coverage_tolerance: Share = Field(
        0.0, description="Part de couverture que l'on accepte de céder pour cela, en plus."
    )
    driving_tolerance: Share = Field(
        0.01, description="Part de trajet que l'on accepte d'ajouter pour cela."
    )


class WorkSettings(Section):
    """Settings of [work]."""

    max_day_minutes: Minutes = Field(
        600, description="Travail au plus par jour, trajets compris (minutes ; 600 = 10 h)."
    )
    max_span_minutes: Minutes = Field(
        720, description="Amplitude au plus, du départ au retour (minutes ; 720 = 12 h)."
    )
    max_minutes_without_break: Minutes = Field(
        360, description="Travail d'affilée au plus, sans pause (minutes ; 360 = 6 h)."
    )
    lunch_minutes: Minutes = Field(
        45, description="Pause de midi au moins, hors trajets (minutes)."
    )
    back_office_half_days_per_week: int = Field(
        2, ge=0, le=10, description="Demi-journées par semaine sans permanence, au moins."
    )
    back_office_half_day_minutes: Minutes = Field(
        180, description="Travail réservé par demi-journée sans permanence (minutes)."
    )


class TravelSettings(Section):
    """Settings of [travel]."""

    access_speed_kmh: float = Field(
        25.0,
        gt=0,
        le=130,
        description="Vitesse entre un lieu et la route du réseau la plus proche (km/h).",
    )
    access_detour: float = Field(
        1.3,
        ge=1,
        le=3,
        description="Détour de ce trajet : sa longueur par rapport à la ligne droite.",
    )
    max_access_m: int = Field(
        3000,
        ge=0,
        description="Au-delà de cette distance d'une route (mètres), un lieu n'est pas joignable.",
    )
    engine: EngineName = Field(
        "network",
        description="Ce qui calcule les temps de trajet : « network », le réseau du dossier ; "
        "« osrm » ou « valhalla », un serveur d'itinéraires.",
    )
    engine_url: str = Field(
        "",
        description="Adresse du serveur (ex. « http://localhost:5000 »), sans mot de passe : les "
        "réglages sont copiés dans chaque planning.",
    )
    engine_profile: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_\-]*$",
        description="Profil demandé au serveur. Vide : la voiture (« driving » pour OSRM, "
        "« auto » pour Valhalla).",
    )

    @model_validator(mode="after")
    def _server_has_an_address(self) -> Self:
        if self.engine != "network" and not self.engine_url:
            raise ValueError("engine_url doit donner l'adresse du serveur d'itinéraires")
        if self.engine_url:
            try:
                check_server_url(self.engine_url)
            except ValueError as error:
                raise ValueError(f"engine_url {error}") from None
        return self


class OptimisationSettings(Section):
    """Settings of [optimisation]."""

    coverage_gap: Share = Field(
        0.001, description="Écart relatif à la borne auquel la recherche de couverture s'arrête."
    )
    coverage_tolerance: Share = Field(
        0.002, description="Part de couverture que l'on accepte de céder pour rouler moins."
    )
    driving_gap: Share = Field(
        0.01, description="Écart relatif auquel la recherche du moindre trajet s'arrête."
    )
    preferred_minutes: Minutes = Field(
        30,
        description="Trajet par cycle (minutes) que l'on accepte d'ajouter pour aller dans un lieu "
        "souhaité (rule = preferred), à couverture égale.",
    )
    driving_tolerance: Share = Field(
        0.01, description="Part de trajet que l'on accepte d'ajouter pour équilibrer les semaines."
    )
    time_limit_s: int = Field(
        300,
        ge=5,
        description="Garde-fou (secondes) : au-delà, le meilleur planning trouvé est rendu ; "
        "il peut alors différer d'une machine à l'autre, et le planning le dit.",
    )


class Settings(Section):
    """All settings of a territory; every one has a default."""

    territory: TerritorySettings = Field(
        TerritorySettings(), description="Le territoire, tel que les documents le nomment."
    )
    calendar: CalendarSettings = Field(
        CalendarSettings(), description="Les dates que le planning couvre."
    )
    cycle: CycleSettings = Field(
        CycleSettings(),
        description="Le cycle de semaines qui se répète, et ce que vaut une visite plus rare.",
    )
    access: AccessSettings = Field(
        AccessSettings(), description="À quelle distance une permanence sert aux habitants."
    )
    need: NeedSettings = Field(
        NeedSettings(), description="Le besoin d'aide : ce qu'une estimation incertaine vaut."
    )
    sessions: SessionSettings = Field(
        SessionSettings(), description="Les permanences : heures possibles, durée, affluence."
    )
    capacity: CapacitySettings = Field(
        CapacitySettings(),
        description="L'affluence : combien viennent, et où il faut le plus de permanences.",
    )
    work: WorkSettings = Field(WorkSettings(), description="Le temps de travail des conseillers.")
    travel: TravelSettings = Field(
        TravelSettings(),
        description="Les trajets : qui les calcule, et le bout entre un lieu et la route.",
    )
    publication: PublicationSettings = Field(
        PublicationSettings(),
        description="Ce que les fichiers destinés au public disent de la structure.",
    )
    optimisation: OptimisationSettings = Field(
        OptimisationSettings(),
        description="La recherche du meilleur planning : quand elle s'arrête, ce qu'elle cède.",
    )
    documents: DocumentSettings = Field(
        DocumentSettings(),
        description="Les affiches, feuilles et bilans : ce qu'ils disent en plus du planning. Pris "
        "ici au moment d'imprimer, sans refaire le planning.",
    )
