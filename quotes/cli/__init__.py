"""The `onrecord` command: a module for each noun, and `main`, which joins them.

The only part of `quotes` that may import `api`.
"""
