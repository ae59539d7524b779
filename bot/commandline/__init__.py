"""What `python app.py …` does beside running: each command prints sentences and gives an exit code.

0 is done, 1 is done in part or not right, 2 is not done: settings or arguments are wrong.
"""
