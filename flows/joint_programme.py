"""Flows of joint programmes, members inside. Deployments load them by path; `licensing flow run` runs them."""

from __future__ import annotations

from licensing.runs.factory import process_flow
from licensing.runs.programme import programme_flow


@process_flow("joint-requirements-dialogue", "joint/requirements-dialogue")
def requirements_dialogue(ref: str) -> None:
    """Walk the dialogue in which two allies come from a need of one to a requirement of both.

    Staff talks with the acquisition offices of both countries, the forum on industry, the ministers (2+2), and the
    project arrangement that follows or does not.
    """


@process_flow("joint-partner-license", "joint/partner-license")
def partner_license(ref: str) -> None:
    """Walk the license or consent of a partner country whose own procedure is not in the library.

    It is applied for, and granted or refused; no more of it is known.
    """


@programme_flow("joint-us-jp-codevelopment", "joint/us-jp-codevelopment")
def us_jp_codevelopment(ref: str) -> None:
    """Walk a co-development of the United States and Japan, its members inside it, until nothing moves.

    The project arrangement, which waits for disclosure and budget; US data to Japan, which wait for the US
    authorization and for security; Japanese data to the United States, which wait for finding, memorandum and permit;
    then third countries, repairs and subcontractors, each behind its own gate.
    """


@programme_flow("joint-gcap-trilateral", "joint/gcap-trilateral")
def gcap_trilateral(ref: str) -> None:
    """Walk a trilateral program, its members inside it, until nothing moves.

    Work share and matrix of data flows; the first flow, which waits for the slowest of the national licenses and ends
    with one refusal; design changes, which reopen them; exports, which need the consent of every origin and, from
    Japan, an individual Cabinet decision.
    """


@programme_flow("joint-fms-with-release", "joint/fms-with-release")
def fms_with_release(ref: str) -> None:
    """Walk a purchase by foreign military sale of something to be released first, its members inside it.

    The request, the offer, which waits for the release; the signature inside the life of the offer and the fiscal year,
    which waits for the Japanese procedure; implementation after the deposit, which waits for the US case.
    """
