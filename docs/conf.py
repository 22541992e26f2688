"""How the pages of this folder become a site: ``make docs``."""

from importlib.metadata import version as version_of

from docutils import nodes
from sphinx.application import Sphinx

project = "itinerance"
release = version_of("itinerance")
author = "itinerance"
language = "en"
exclude_patterns = ["img/README.md"]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True, "exclude-members": "model_config"}
napoleon_google_docstring = False
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = f"itinerance {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]


def setup(app: Sphinx) -> None:
    """Let a click on a picture open it in full size, as on a code host."""
    app.connect("doctree-read", _mark_pictures)


def _mark_pictures(_app: Sphinx, page: nodes.document) -> None:
    """Sphinx links pictures that have a scale."""
    for picture in page.findall(nodes.image):
        picture.setdefault("scale", 100)
