"""The registry: communities, the file that waits to be confirmed, extensions of the year."""

from districts.models import Community, Street


def a_year(world):
    return {"year": world.year.number}


def more_communities(world, number):
    """So many more communities in 海曙, without sheets."""
    street, _ = Street.objects.get_or_create(district=world.places.haishu, code="330203009", name="望春街道")
    start = Community.objects.filter(street=street).count()
    return Community.objects.bulk_create(
        [
            Community(street=street, name=f"第{start + n}社区", code=f"330203009{start + n:03d}")
            for n in range(number)
        ]
    )


def the_last_year(world):
    return {"year": world.year.number + 1}


def more_of_the_last_year(world, number):
    """So many more communities that took part in the newest year."""
    from districts.models import Participation, Year

    last = Year.objects.get(number=world.year.number + 1)
    made = more_communities(world, number)
    Participation.objects.bulk_create([Participation(community=each, year=last) for each in made])


def a_registry_file(world):
    """A file brought by the lead and not confirmed: one community renamed, one new, one left out."""
    from districts.registry.actions import hold

    rows = [
        "区县代码,区县,街道代码,街道,社区代码,社区,有效期止,并入",
        "330203,海曙区,330203001,南门街道,330203001001,春浪社区,2021-03-01,春浪新社区",
        "330203,海曙区,330203001,南门街道,３３０２０３００１００１,春浪新社区,,",
        "330203,海曙区,330203001,南门街道,330203001002,柳堤社区,,",
    ]
    hold("名录.csv", "\n".join(rows).encode(), by=world.people.zhou)
    return {}


def a_faulty_file(world):
    """A file that no longer fits: the page names its cells."""
    from districts.registry.actions import hold

    heads = "区县代码,区县,街道代码,街道,社区代码,社区"
    rows = ["330205,江北区,330205005,孔浦街道,,甲社区", "330203,海曙区,330203001,南门街道,3302,乙社区"]
    hold("名录.csv", "\n".join([heads, *rows]).encode(), by=world.people.zhou)
    return {}


def a_renamed_community(world):
    from datetime import date

    from districts.registry.actions import rename_community

    community = world.places.communities["春浪社区"]
    rename_community(community, name="春浪新社区", code=None, day=date(2022, 1, 1), by=world.people.zhou)
    return {"pk": community.pk}


def more_of_the_file(world, number):
    """The file waiting for the lead with so many more rows."""
    from districts.models import RegistryFile
    from districts.registry.actions import hold

    content = bytes(RegistryFile.objects.get(by=world.people.zhou).content)
    start = content.count(b"\n")
    rows = [
        f"\n330203,海曙区,330203001,南门街道,330203001{start + n + 100:03d},第{start + n}社区,,"
        for n in range(number)
    ]
    hold("名录.csv", content + "".join(rows).encode(), by=world.people.zhou)


def the_community(world):
    return {"pk": world.places.communities["春浪社区"].pk}


def more_extensions(world, number):
    from datetime import date

    from districts.models import Extension

    Extension.objects.bulk_create(
        [
            Extension(
                year=world.year,
                district=world.places.haishu,
                until=date(2099, 1, 1),
                reason="台风",
                granted_by=world.people.shen,
            )
            for _ in range(number)
        ]
    )
