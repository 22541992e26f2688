"""The coordinator's desk: a draft of changes to a plan, judged at once and published as a whole.

``desk.py`` is what pages and scripts call. A draft is a sequence of edits (``edits.py``,
``draft.py``) kept in the territory folder (``store.py``); ``state.py`` says what they make of the
plan, ``judging.py`` what the checker says of that, ``repairing.py`` how to mend it and
``publishing.py`` makes the next plan of it.
"""
