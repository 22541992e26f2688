"""Names of the files of a job's record; :mod:`planner.app.jobs.record` says what is in them."""

from typing import Final

JOB_FILE: Final = "job.json"
PROGRESS_FILE: Final = "progress.jsonl"
RESULT_FILE: Final = "result.json"
STOP_FILE: Final = "stop.json"
END_FILE: Final = "end.json"
PID_FILE: Final = "pid"
PASSING_FOLDER: Final = "passing"
