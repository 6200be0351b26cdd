"""What a notebook shows: pictures, plots, widgets, exercises.  Each part is imported when it is used, and needs the extra "lab"."""
