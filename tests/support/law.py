"""Dates and countries typed from the law by hand, for what no single case can show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from licensing.definitions.process import Process

VERSIONS = {
    # NSPD-56 as the State Department published it, 73 FR 20357 and 74 FR 63497.
    "us/munitions-license": {"2008-04": date(2008, 4, 15), "2009-12": date(2009, 12, 3)},
    # DoDD 5111.21 set up the steering group and the TSFD Office on 14 October 2014.
    "us/technology-release": {"2014-10": date(2014, 10, 14)},
    # DSCA 11-46, 13-26, 15-14, 20-56 and 21-66, Executive Order 14268, DSCA 26-65.
    "us/fms-case": {
        "2011-08": date(2011, 8, 29),
        "2013-08": date(2013, 8, 15),
        "2015-06": date(2015, 6, 5),
        "2020-12": date(2020, 12, 4),
        "2021-09": date(2021, 9, 16),
        "2025-04": date(2025, 4, 9),
        "2026-05": date(2026, 5, 14),
    },
    "us/munitions-agreement": {"2008-04": date(2008, 4, 15), "2009-12": date(2009, 12, 3)},
    # The wording of 22 CFR 126.14 since its last amendment, 79 FR 8085.
    "us/comprehensive-authorization": {"2014-02": date(2014, 2, 11)},
    # Israel joined the group of the Arms Export Control Act, Public Law 111-266.
    "us/retransfer-consent": {"2010-10": date(2010, 10, 8)},
    # Three Principles of 1 April 2014 and the revisions of the Implementation Guidelines.
    # The first agreement, with the United Kingdom, is known by its month.
    "jp/transfer-agreement": {"agreements-2013": date(2013, 7, 1)},
    "jp/industrial-security": {  # the manual is known by its month
        "notice-2015-10": date(2015, 10, 1),
        "notice-2019-07": date(2019, 7, 1),
        "dism-2023-07": date(2023, 7, 1),
        "cesi-2025-05": date(2025, 5, 16),
    },
    "jp/personnel-clearance": {"sds-2014-12": date(2014, 12, 10), "cesi-2025-05": date(2025, 5, 16)},
    "jp/equipment-transfer": {
        "tp-2014": date(2014, 4, 1),
        "tp-2022-03": date(2022, 3, 8),
        "tp-2023-12": date(2023, 12, 22),
        "tp-2024-03": date(2024, 3, 26),
        "tp-2026-04": date(2026, 4, 21),
    },
    # Korea left Group A on 28 August 2019 and returned on 21 July 2023; deemed exports since 1 May 2022; inform
    # notices for Group A since 9 October 2025.
    "jp/export-permit": {
        "principles-2014-04": date(2014, 4, 1),
        "group-a-2019-08": date(2019, 8, 28),
        "deemed-export-2022-05": date(2022, 5, 1),
        "group-a-2023-07": date(2023, 7, 21),
        "catch-all-2025-10": date(2025, 10, 9),
    },
    # Handling guidelines as amended on 20 December 2019; fourteen days after a notice since 18 November 2021.
    "jp/bulk-permit": {"guidelines-2019-12": date(2019, 12, 20), "notice-2021-11": date(2021, 11, 18)},
    # Exchanges of notes of 1983 (military technology) and 2006 (arms too); the Three Principles beside them.
    "jp/us-arms-transfer": {
        "notes-1983": date(1983, 11, 8),
        "notes-2006": date(2006, 6, 23),
        "tp-2014": date(2014, 4, 1),
    },
    # Exchange of notes on joint missile development, 23 June 2006.
    "jp/third-party-consent": {
        "notes-2006": date(2006, 6, 23),
        "tp-2014": date(2014, 4, 1),
        "tp-2023-12": date(2023, 12, 22),
        "tp-2026-04": date(2026, 4, 21),
    },
    # Roles, missions and capabilities in the ministers' document of 29 October 2005; DICAS first met on 9 June 2024.
    "joint/requirements-dialogue": {"rmc-2005": date(2005, 10, 29), "dicas-2024": date(2024, 6, 9)},
    # Convention of 14 December 2023; Cabinet and NSC decisions of 26 March 2024.
    "joint/gcap-trilateral": {"convention-2023": date(2023, 12, 14), "cabinet-2024": date(2024, 3, 26)},
    # No rule of law: an outline that begins with the Three Principles, whose programs it serves.
    "joint/partner-license": {"outline": date(2014, 4, 1)},
    # ATLA was set up on 1 October 2015.
    "joint/fms-with-release": {"atla-2015": date(2015, 10, 1)},
    # A finding beside the permit since the Three Principles.
    "joint/us-jp-codevelopment": {"notes-2006": date(2006, 6, 23), "principles-2014": date(2014, 4, 1)},
    # Agreement on the security of military information, 10 August 2007.
    "jp/licensed-production": {"gsoia-2007": date(2007, 8, 10)},
    # Directive 18 of 1977; the calendars begin in 1980.
    "jp/fms-procurement": {"directive-1977": date(1980, 1, 1)},
}

NATO_OF_2008 = "BE BG CA CZ DE DK EE ES FR GB GR HU IS IT LT LU LV NL NO PL PT RO SI SK TR US"
NATO_SINCE = {
    "2009-04-01": "AL HR",
    "2017-06-05": "ME",
    "2020-03-27": "MK",
    "2023-04-04": "FI",
    "2024-03-07": "SE",
}
NAMED_BY_THE_ACT = "AU JP NZ"
NAMED_SINCE = {"2008-10-15": "KR", "2010-10-08": "IL"}
GROUP_A_WITHOUT_KOREA = "AR AT AU BE BG CA CH CZ DE DK ES FI FR GB GR HU IE IT LU NL NO NZ PL PT SE US"


def groups(process: str, version: str) -> dict[str, str]:
    """Give the groups of countries of a process in a version, as the law names them."""
    match process:
        case "us/munitions-license":
            later = {**NATO_SINCE, **NAMED_SINCE}
            return {
                "nato-plus": " ".join((NATO_OF_2008, NAMED_BY_THE_ACT, *later.values())),
                "expedited-countries": "AU CA GB US",
                **{f"since-{day}": members for day, members in later.items()},
            }
        case "us/fms-case":
            # Whoever joined before the first version needs no day.
            later = {day: members for day, members in NATO_SINCE.items() if day > "2011-08-29"}
            everybody = (NATO_OF_2008, NAMED_BY_THE_ACT, *NATO_SINCE.values(), *NAMED_SINCE.values())
            return {"nato-plus": " ".join(everybody), **{f"since-{day}": members for day, members in later.items()}}
        case "us/munitions-agreement":
            later = {**NATO_SINCE, **NAMED_SINCE}
            return {
                "nato-plus": " ".join((NATO_OF_2008, NAMED_BY_THE_ACT, *later.values())),
                # 22 CFR 124.2(c): NATO countries, Australia, Japan and Sweden.
                "maintenance-countries": " ".join((NATO_OF_2008, "AU JP", *NATO_SINCE.values())),
                **{f"since-{day}": members for day, members in later.items()},
            }
        case "us/retransfer-consent":
            # 22 U.S.C. 2753(d)(2)(B): NATO members, Japan, Australia, Korea, Israel, New Zealand.
            group = " ".join((NATO_OF_2008, NAMED_BY_THE_ACT, *NATO_SINCE.values(), *NAMED_SINCE.values()))
            later = {day: members for day, members in NATO_SINCE.items() if day > "2010-10-08"}
            return {"nato-plus": group, **{f"since-{day}": members for day, members in later.items()}}
        case "jp/export-permit":
            without = version in ("group-a-2019-08", "deemed-export-2022-05")
            return {"group-a": GROUP_A_WITHOUT_KOREA + ("" if without else " KR")}
        case "jp/equipment-transfer":
            # Before the international programme there are no partners of it.
            return {"gcap-partners": "GB IT"} if version in ("tp-2024-03", "tp-2026-04") else {}
    return {}


def differences(process: Process) -> Iterator[str]:
    """Give a sentence for every date and group in which a process differs from the law."""
    expected = VERSIONS.get(process.id)
    found = {item.version.id: item.version.in_force_from for item in process.versions}
    if expected is not None and found != expected:
        yield f"{process.id} has the versions {found}, the law {expected}"
    for definition in process.versions:
        for name, members in groups(process.id, definition.version.id).items():
            group = definition.groups.get(name)
            named = sorted(group.members) if group else []
            if named != sorted(members.split()):
                yield f"{process.id} {definition.version.id}: {name} is {named}, in law {sorted(members.split())}"
