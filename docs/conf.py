"""Settings of Sphinx: Markdown pages, the version of the installed package."""

from importlib.metadata import version as installed_version

project = "workforce-sim"
author = "The workforce-sim authors"
copyright = "2026, The workforce-sim authors"
version = release = installed_version("workforce-sim")

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "alabaster"
html_theme_options = {
    "description": "Careers of children's social workers, simulated",
    "fixed_sidebar": True,
}
