"""What to do: need, the planning problem, its solution, the plan and its independent check."""
