"""The demo: a school of 1 200 students in an embedded workspace, for the browser and the tour."""
