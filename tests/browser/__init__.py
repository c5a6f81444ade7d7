"""A real browser opens consoles of the simulator; see ``__main__``."""
