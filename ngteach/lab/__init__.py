"""What a notebook shows: pictures of graphs, and (with the extra `lab`) widgets.  Importing this imports neither."""
