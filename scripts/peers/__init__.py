"""Peers to measure our plans against: a pipeline a module, all from a problem to visits.

Nothing here is needed to plan. Each ``find_visits(problem, time_limit_s=…, seed=…)`` returns visits
that obey our rules as far as the peer can express them; :mod:`scripts.peers.repair` does the rest,
the same for all.
"""
