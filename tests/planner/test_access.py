"""What a session is worth, worked out by hand on the five villages."""

from dataclasses import replace

import numpy as np
import pytest

from planner.problem.access import AccessStandard, compute_access_factors, compute_value_before
from tests.planner.villages import Villages


@pytest.fixture
def standard(villages: Villages) -> AccessStandard:
    return AccessStandard(
        standard_minutes=15, acceptance_elsewhere=0.4, preferences=villages.preferences
    )


def factors(villages: Villages, standard: AccessStandard) -> np.ndarray:
    """By commune: all demand points of a village have the same access."""
    residents = villages.residents
    found = compute_access_factors(
        residents, villages.territory.venues, standard=standard
    ).toarray()
    first = np.searchsorted(residents.commune, np.arange(5))
    assert (found == found[first[residents.commune]]).all()
    return found[first]


def test_every_factor_is_the_one_worked_out_by_hand(
    villages: Villages, standard: AccessStandard
) -> None:
    """Own commune 1; else 0.4 x share willing: 5 min 1, 10 min 0.5, 15 min 0.25, beyond 0."""
    by_hand = [
        [1.0, 0.4, 0.2, 0.0, 0.0],  # Aubigny, km 0
        [0.4, 1.0, 0.4, 0.1, 0.0],  # Brissac, km 5
        [0.2, 0.4, 1.0, 0.2, 0.0],  # Corme, km 10
        [0.0, 0.1, 0.2, 1.0, 0.0],  # Dolus, km 20
        [0.0, 0.0, 0.0, 0.0, 1.0],  # Écoyeux, km 40
    ]
    assert factors(villages, standard) == pytest.approx(np.array(by_hand))


def test_a_drive_of_exactly_the_standard_counts(
    villages: Villages, standard: AccessStandard
) -> None:
    assert factors(villages, standard)[1, 3] > 0


def test_a_drive_beyond_the_standard_counts_for_nothing(
    villages: Villages, standard: AccessStandard
) -> None:
    assert factors(villages, standard)[0, 3] == 0


def test_a_wider_standard_never_lowers_a_factor(
    villages: Villages, standard: AccessStandard
) -> None:
    wider = AccessStandard(
        standard_minutes=30, acceptance_elsewhere=0.4, preferences=villages.preferences
    )
    assert (factors(villages, wider) >= factors(villages, standard)).all()


def test_without_places_there_is_nothing_to_weigh(
    villages: Villages, standard: AccessStandard
) -> None:
    residents = villages.residents
    nothing = compute_access_factors(residents, (), standard=standard)
    assert nothing.shape == (residents.num_points, 0)


def test_a_session_at_a_kind_less_wanted_is_worth_less(villages: Villages) -> None:
    wanted = replace(villages.preferences, kind_weight=(("mairie", 1.0), ("mediatheque", 0.6)))
    library = tuple(replace(venue, kind="mediatheque") for venue in villages.territory.venues)
    standard = AccessStandard(standard_minutes=15, acceptance_elsewhere=0.4, preferences=wanted)
    ours = compute_access_factors(
        villages.residents, villages.territory.venues, standard=standard
    ).toarray()
    theirs = compute_access_factors(villages.residents, library, standard=standard).toarray()
    np.testing.assert_allclose(theirs, 0.6 * ours)


def test_the_existing_offer_counts_in_full_whatever_its_kind(villages: Villages) -> None:
    wanted = replace(villages.preferences, kind_weight=(("mairie", 1.0), ("mediatheque", 0.6)))
    library = tuple(replace(o, kind="mediatheque") for o in villages.territory.existing_offer)
    standard = AccessStandard(standard_minutes=15, acceptance_elsewhere=0.4, preferences=wanted)
    value = compute_value_before(villages.residents, library, standard=standard, value_weekly=1.0)
    assert value.max() == 1.0
