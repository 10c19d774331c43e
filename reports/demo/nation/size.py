"""How much there is beyond the city's ten districts and two years."""

from dataclasses import dataclass
from itertools import pairwise

TYPICAL = 66  # communities of a district, as in the city
STREET_SIZE = 8
MOST_STREETS = 999  # three digits of a code
MOST_DISTRICTS = 30_000  # annex_order is a small integer


@dataclass(frozen=True)
class Size:
    """communities and districts beyond the city's; earlier: years before its first."""

    communities: int
    districts: int
    earlier: int = 0

    def faults(self):
        """Sentences that say what does not fit."""
        if not 1 <= self.districts <= min(self.communities, MOST_DISTRICTS):
            yield f"区县数不合适：{self.communities} 个社区可以分给 1 至 {min(self.communities, MOST_DISTRICTS)} 个虚构的区县。"
        elif self.communities > self.districts * STREET_SIZE * MOST_STREETS:
            yield f"一个区县最多 {STREET_SIZE * MOST_STREETS} 个社区，请多分几个区县。"
        if not 0 <= self.earlier <= 20:
            yield "年度数不合适：请填 2 至 22。"

    @classmethod
    def usual(cls, communities, earlier=0):
        """As many districts as make them as large as the city's."""
        return cls(communities, -(-communities // TYPICAL), earlier)

    def counts(self):
        """The number of communities of each district in turn; they differ by one at most."""
        ends = (self.communities * place // self.districts for place in range(self.districts + 1))
        for start, end in pairwise(ends):
            yield end - start
