"""What a person reads when a command fails."""

from geodata.errors import InfeasibleError, NoSolutionFoundError
from planner.app.failures import EXIT_INFEASIBLE, explain


def test_a_search_that_ran_out_of_time_does_not_say_that_no_plan_is_possible() -> None:
    text, code = explain(NoSolutionFoundError("rien trouvé", hit_time_limit=True))
    assert (text, code) == ("Recherche trop courte : rien trouvé", EXIT_INFEASIBLE)


def test_rules_that_clash_say_that_no_plan_is_possible() -> None:
    text, _ = explain(InfeasibleError("A et B se contredisent"))
    assert text == "Aucun planning possible : A et B se contredisent"
