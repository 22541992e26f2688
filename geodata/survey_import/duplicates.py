"""Answers that one person sent twice."""

from typing import Final

import pandas as pd

from geodata.commune_names import fold
from geodata.survey_import.mapping import SurveyMapping

DUPLICATE_WINDOW_S: Final = 60
"""The same answers sent again within this time are one person's second click."""
_TIME_FORMATS: Final = (
    "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%d/%m/%Y %H:%M",
)
_TECHNICAL: Final = frozenset(
    {"startdate", "datestamp", "seed", "token", "ipaddr", "refurl", "interviewtime", "lastpage"}
)
"""Columns that LimeSurvey adds, which say nothing of what a person answered."""


def is_duplicate(complete: pd.DataFrame, mapping: SurveyMapping) -> "pd.Series[bool]":
    """Find complete answers alike in everything but technical columns, that one person sent twice.

    That is: under one number and date, or within :data:`DUPLICATE_WINDOW_S` of one another. The
    first is kept. Without numbers and times of day nothing tells them from two people alike.
    """
    own = {mapping.columns["respondent_id"], mapping.columns["submitted"]}
    content = [
        position
        for position, name in enumerate(complete.columns)
        if name not in own and fold(name) not in _TECHNICAL
    ]
    alike = pd.Series(
        ["\x1f".join(cells) for cells in complete.iloc[:, content].to_numpy().tolist()],
        index=complete.index,
        dtype=str,
    )
    blank = pd.Series("", index=complete.index, dtype=str)
    id_column, sent_column = mapping.columns["respondent_id"], mapping.columns["submitted"]
    ids = complete[id_column].str.strip() if id_column else blank
    sent = complete[sent_column].str.strip() if sent_column else blank
    answer = pd.DataFrame({"alike": alike, "id": ids, "sent": sent})
    is_double: pd.Series[bool] = answer.duplicated() & (ids != "")
    answer["time"] = _times(sent)
    ordered = answer.sort_values("time", kind="stable")
    gap = ordered.groupby("alike")["time"].diff().dt.total_seconds()
    is_second_click: pd.Series[bool] = (gap <= DUPLICATE_WINDOW_S).reindex(answer.index)
    return is_double | is_second_click


def _times(texts: pd.Series) -> pd.Series:
    """Moments of a column; none at all where it knows days only."""
    times = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns]")
    for pattern in _TIME_FORMATS:
        times = times.fillna(
            pd.to_datetime(texts, format=pattern, errors="coerce").astype("datetime64[ns]")
        )
    has_time = (times.dropna() != times.dropna().dt.normalize()).any()
    return times if has_time else times.where(pd.Series(data=False, index=times.index))
