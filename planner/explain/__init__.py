"""Why a commune is not, or rarely, served, and the smallest change that would serve it."""
