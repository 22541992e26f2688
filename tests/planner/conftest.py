"""Hand-made territory shared by the planner's tests."""
