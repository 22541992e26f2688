"""An invented territory with its settings, for trials that need no data."""

from geodata.synthetic import DEMO_NAME, DEMO_NOTICE, make_synthetic_territory
from geodata.territory import Territory
from planner.settings import Settings, TerritorySettings


def invent_inputs(
    *, num_communes: int = 460, num_advisers: int = 4, seed: int = 0
) -> tuple[Territory, Settings]:
    """Invent a territory with the proportions of a rural French département.

    Every plan of it says that communes, people and survey are invented.

    Parameters
    ----------
    num_communes
        10 to 50,000.
    num_advisers
        At least 1.
    seed
        The same seed and sizes give the same territory.

    Returns
    -------
    tuple
        Of the same kinds as :func:`planner.preparation.read_inputs` returns.

    Raises
    ------
    ValueError
        A size is out of its range.
    """
    made_up = make_synthetic_territory(
        seed=seed, num_communes=num_communes, num_advisers=num_advisers
    )
    settings = Settings(territory=TerritorySettings(name=DEMO_NAME, notice=DEMO_NOTICE))
    return made_up.territory, settings
