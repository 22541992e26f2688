"""A planning that somebody made by hand: read, unrolled onto dates, judged and measured.

::

    sheet -> columns -> people, venues, clock, rhythm -> dated sessions
      -> rules (day, date, week) and measures -> comparison with a plan -> report, tables
"""
