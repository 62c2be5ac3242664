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


@programme_flow("joint-us-jp-codevelopment", "joint/us-jp-codevelopment")
def us_jp_codevelopment(ref: str) -> None:
    """Walk a co-development of the United States and Japan, its members inside it, until nothing moves.

    The project arrangement, which waits for disclosure and budget; US data to Japan, which wait for the US
    authorization and for security; Japanese data to the United States, which wait for finding, memorandum and permit;
    then third countries, repairs and subcontractors, each behind its own gate.
    """
