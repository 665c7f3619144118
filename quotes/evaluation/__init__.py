"""Figures about the shipped models and steps, each made by a command."""
