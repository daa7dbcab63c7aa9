"""The web page: a small server on this machine, and what it may be asked."""
