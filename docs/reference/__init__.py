"""The reference: pages made from the docstrings of the package.  build.py makes them; start reading there."""
