"""Sphinx settings; `make docs` builds the HTML."""

import acllib

project = "aclrepl"
author = "the aclrepl authors"
copyright = f"2026, {author}"
release = acllib.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
suppress_warnings = ["myst.xref_missing"]  # links to files outside docs/ are for readers of the repository
html_theme = "alabaster"
