"""IPTC's table of Media Topics and this project's English terms for them: see README.md."""
