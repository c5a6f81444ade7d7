"""Figures of several rounds; what is compared is compared within each round."""

from statistics import median


class Rounds:
    """One figure for each round."""

    def __init__(self, figures):
        self._figures = tuple(figures)

    def median(self):
        return median(self._figures)

    def over(self, base):
        """The median ratio to `base`, a `Rounds` of the same rounds."""
        return median(own / other for own, other in zip(self._figures, base._figures))

    def above(self, base):
        """The median difference to `base`."""
        return median(own - other for own, other in zip(self._figures, base._figures))
