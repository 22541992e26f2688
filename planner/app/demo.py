"""The demonstration territory: invented from a seed, written as any coordinator would have it."""

from pathlib import Path

from geodata.folder import write_territory
from geodata.synthetic import DEMO_NAME, DEMO_NOTICE, make_synthetic_territory
from planner.app.pipeline import SETTINGS_FILE
from planner.settings import Settings, TerritorySettings
from planner.settings_file import write_settings


def write_demo(folder: Path, *, num_communes: int, num_advisers: int, seed: int) -> None:
    """Write a synthetic territory folder; earlier plans in it stay."""
    made_up = make_synthetic_territory(
        seed=seed, num_communes=num_communes, num_advisers=num_advisers
    )
    write_territory(made_up.territory, folder, overwrite=True)
    settings = Settings(territory=TerritorySettings(name=DEMO_NAME, notice=DEMO_NOTICE))
    write_settings(settings, folder / SETTINGS_FILE)
