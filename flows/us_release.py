"""Flows of US technology release. Deployments load them by path; `licensing flow run` runs them."""

from __future__ import annotations

from licensing.runs.factory import process_flow


@process_flow("us-munitions-license", "us/munitions-license")
def munitions_license(ref: str) -> None:
    """Walk a munitions license case (DSP-5, 61, 73, 85) through the states of the State Department's procedure.

    Preparation (jurisdiction, registration, foreign papers), intake, officer's review, referral to Defense, other
    bureaus and other agencies, consolidation, notification of Congress where the thresholds of 22 U.S.C. 2776(c) are
    met, final action, and what follows it: use, or the thirty days to ask for reconsideration.
    """


@process_flow("us-munitions-agreement", "us/munitions-agreement")
def munitions_agreement(ref: str) -> None:
    """Walk a munitions agreement (TAA, MLA, WDA) through approval, signature and deposit (22 CFR part 124).

    Drafting with the foreign party, intake, officer's review and staffing, notification of Congress for manufacture
    abroad at any value or by the thresholds of 22 U.S.C. 2776(c), approval with its provisos, the signatures of all
    parties, deposit of the copy within thirty days, and the end: by its date, by termination, by an amendment that
    replaces it, or by a decision not to conclude it.
    """


@process_flow("us-comprehensive-authorization", "us/comprehensive-authorization")
def comprehensive_authorization(ref: str) -> None:
    """Walk a comprehensive export authorization for NATO, Australia, Japan or Sweden (22 CFR 126.14).

    The project described in advance and asked for by letter, review and staffing, one notification of Congress for the
    whole of it where the limits are met, and a use of up to ten years: amended in writing, ended with the project,
    suspended or revoked. While it is in force, single licenses and agreements of its holder rest on it.
    """


@process_flow("us-dual-use-license", "us/dual-use-license")
def dual_use_license(ref: str) -> None:
    """Walk a dual-use license case through the states of the Commerce Department's procedure (15 CFR part 750).

    Classification and preparation, registration, first review with its nine days, referral to Defense, Energy and
    State with their thirty, escalation through Operating Committee, ACEP and Board to the President where agencies
    differ, sign-off and countersignature with notice to Congress where one is due, and what follows: use, or intent to
    deny, the denial that becomes final with the 45th day, and appeal.
    """


@process_flow("us-commodity-jurisdiction", "us/commodity-jurisdiction")
def commodity_jurisdiction(ref: str) -> None:
    """Walk a request for a commodity jurisdiction determination (DS-4076) through the procedure of 22 CFR 120.12.

    Self-classification and preparation, a complete request and its preliminary response in ten working days,
    consultation of Defense and Commerce, their disputes, the right to ask for expedition after 45 days, determination
    on or off the Munitions List, and the appeals to the Deputy Assistant Secretary and the Assistant Secretary.
    """


@process_flow("us-technology-release", "us/technology-release")
def technology_release(ref: str) -> None:
    """Walk a release of technology or classified military information (TSFD) through its pipes.

    Package and disclosure review, release inside the delegation of a military department or the pipes that the
    technology calls for, each with its own steps and mostly without any published days, the exception to National
    Disclosure Policy beside them with its vote, chair and appeal, the join, the release decision, and the disclosure
    letter.
    """


@process_flow("us-fms-case", "us/fms-case")
def fms_case(ref: str) -> None:
    """Walk a foreign military sale from the letter of request to its implementation.

    Assessment and request, validation in five days, price and availability where they are asked for, development of
    the offer toward its anticipated date with the release check beside it, the department's approval, case writing,
    review by State, notification of Congress where the limits of 22 U.S.C. 2776(b) are met, countersignature, the
    offer that is open until its expiration date, signature, deposit and implementation, and upgrades after it.
    """


@process_flow("us-retransfer-consent", "us/retransfer-consent")
def retransfer_consent(ref: str) -> None:
    """Walk a request for US consent to re-export or retransfer (22 CFR 123.9; 22 U.S.C. 2753).

    The recipient's assurances, then one of two roads: DDTC for articles of commercial sales, with its officer's review,
    staffing and sixty days; Regional Security and Arms Transfers for foreign military sales and grants, with its
    interagency and legal review and the decision of the Assistant Secretary. Both pass Congress where section 3(d) asks
    for it. Components inside foreign articles for close partners need no consent, but a notice within thirty days.
    """
