"""``python -m planner.app``: the command, where its script is not on the path."""

from planner.app.main import main

if __name__ == "__main__":
    main()
