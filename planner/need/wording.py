"""French sentences on how an estimate was made."""

from planner.need.answers import MAX_WEIGHT, Answers
from planner.need.covariates import Covariates
from planner.need.published import (
    ASSUMED_HELP_OF_NON_USERS,
    PUBLISHED_HELP_OF_USERS,
    PUBLISHED_INTERNET_USE,
)
from planner.need.secrecy import MIN_RESPONDENTS, about


def describe_method(answers: Answers, covariates: Covariates, *, was_asked: bool) -> str:
    """How the estimate was made and on what, for the reader of a plan."""
    if not answers.num_respondents:
        text = _without_survey(covariates)
        if was_asked:
            text += " Les réponses de l'enquête ont toutes un poids nul : elles ne comptent pas."
    else:
        text = _with_survey(answers, covariates)
    if covariates.with_gaps:
        text += (
            f" Valeur absente dans certaines communes, remplacée par la moyenne : "
            f"{', '.join(covariates.with_gaps)}."
        )
    return text


def _with_survey(answers: Answers, covariates: Covariates) -> str:
    if answers.num_respondents < MIN_RESPONDENTS:
        basis = f"moins de {MIN_RESPONDENTS} réponses : l'estimation reste proche des taux publiés"
    else:
        basis = f"{about(answers.num_respondents)} réponses"
    weights = ""
    if answers.is_weighted:
        weights = ", pondérées"
        if answers.is_trimmed:
            weights += f" (poids limités à {MAX_WEIGHT:.0f} fois la moyenne)"
    explained = ["âge", "EPCI", "commune", *covariates.names]
    return (
        f"Besoin estimé par l'enquête ({basis}{weights}) : modèle par {_list(explained)}, "
        "appliqué aux habitants recensés par âge ; les fourchettes à 90 % en donnent la précision."
    )


def _without_survey(covariates: Covariates) -> str:
    by_area = f", corrigés selon : {', '.join(covariates.names)}" if covariates.names else ""
    return (
        "Besoin estimé sans enquête, par des taux publiés "
        f"({100 * PUBLISHED_INTERNET_USE:.0f} % d'internautes, dont "
        f"{100 * PUBLISHED_HELP_OF_USERS:.0f} % souhaitent une aide) et des hypothèses (usage "
        f"d'internet selon l'âge ; {100 * ASSUMED_HELP_OF_NON_USERS:.0f} % des non-internautes "
        f"souhaitent une aide){by_area}, appliqués aux habitants recensés par âge ; les larges "
        "fourchettes à 90 % disent qu'aucune réponse ne les resserre."
    )


def _list(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} et {words[-1]}" if len(words) > 1 else words[0]
