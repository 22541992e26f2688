"""Long computations that the page starts: each a process of its own, on record in the folder.

A job is the command itself, run beside the server. It goes on when its page is closed, when the
server ends or is killed, and stores its plan; whichever server comes next finds it again by what is
written in ``.jobs/``, and by the lock that falls with its process.
"""
