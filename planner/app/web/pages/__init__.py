"""The pages of the navigation, one module each; each states its ``PAGE``."""
