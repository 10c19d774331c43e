"""The streets and communities of the invented city: as many in each district as Annex 2 declares, or fewer in proportion."""

from districts.models import Community, Street, Target

from .names import RARE, community_names, numeral

FEWEST = 3
STREET_SIZE = 8
FIRST_STREET = 901  # no real street's code


def counts(year, total):
    """District -> number of communities: FEWEST each, the rest by largest remainder as Annex 2 declares them."""
    targets = list(Target.objects.filter(year=year).select_related("district"))
    rest = max(0, total - FEWEST * len(targets))
    more = sum(target.declared - FEWEST for target in targets)
    shares = {target.district: divmod((target.declared - FEWEST) * rest, more) for target in targets}
    left = rest - sum(whole for whole, _ in shares.values())
    rounded_up = sorted(shares, key=lambda district: -shares[district][1])[:left]
    return {district: FEWEST + whole + (district in rounded_up) for district, (whole, _) in shares.items()}


def make(rng, counted):
    """Make streets and communities, in two statements for the city. Returns district -> its communities."""
    streets = Street.objects.bulk_create(
        [street for district, count in counted.items() for street in _streets(district, count)]
    )
    rare = dict(zip(counted, RARE, strict=False))
    communities = Community.objects.bulk_create(
        [
            community
            for district, count in counted.items()
            for community in _communities(
                rng, [s for s in streets if s.district_id == district.pk], count, rare.get(district)
            )
        ]
    )
    of = {district: [] for district in counted}
    for community in communities:
        of[community.street.district].append(community)
    return of


def _streets(district, count):
    return [
        Street(
            district=district,
            code=f"{district.code}{FIRST_STREET - 1 + number}",
            name=f"演示{numeral(number)}街道",
        )
        for number in range(1, max(1, round(count / STREET_SIZE)) + 1)
    ]


def _communities(rng, streets, count, rare):
    names = iter(community_names(rng, count, rare))
    for place, street in enumerate(streets):
        here = count * (place + 1) // len(streets) - count * place // len(streets)
        for number in range(1, here + 1):
            yield Community(street=street, name=next(names), code=f"{street.code}{number:03d}")
