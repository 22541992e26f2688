"""The coordinator's page: a thin face over the library, in the browser.

Only this package imports NiceGUI. What it shows is read from the territory folder; what it does
goes through the functions and commands that the terminal uses.
"""
