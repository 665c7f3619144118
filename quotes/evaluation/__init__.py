"""Scores of the shipped models and steps; `onrecord evaluate` has a command for each."""
