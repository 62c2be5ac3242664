"""Flows of Japanese transfer licensing. Deployments load them by path; `licensing flow run` runs them."""

from __future__ import annotations

from licensing.runs.factory import process_flow


@process_flow("jp-equipment-transfer", "jp/equipment-transfer")
def equipment_transfer(ref: str) -> None:
    """Walk a transfer of defense equipment through the policy finding under the Three Principles.

    Need and sponsor, triage by type and precedent, the ladder from directors to the executive committee and the
    ministers of the National Security Council, the consent terms, publication, and the wait for a buyer where the
    finding came before a contract.
    """


@process_flow("jp-third-party-consent", "jp/third-party-consent")
def third_party_consent(ref: str) -> None:
    """Walk a recipient's request for prior consent to a third-party transfer or another use.

    The request through the diplomatic channel, the review by the offices and, where needed, ministers, the answer
    with its conditions, and the obligations that go on.
    """


@process_flow("jp-export-permit", "jp/export-permit")
def export_permit(ref: str) -> None:
    """Walk an individual permit under the Foreign Exchange and Foreign Trade Act through METI's procedure.

    Classification, screening, prior consultation and papers before the filing; formality check, acceptance, the
    examination with its questions and consultations; the decision, which for arms needs the policy finding; then
    shipment and reports.
    """


@process_flow("jp-licensed-production", "jp/licensed-production")
def licensed_production(ref: str) -> None:
    """Walk the production of US equipment in Japan under license, up to the first technical data and beyond.

    The choice, the memorandum of the governments beside the drafting of the firms, the US approval with its provisos,
    the DSP-83, the wait for signatures and clearances, the data; then production and a change of sub-contractor.
    """


@process_flow("jp-fms-procurement", "jp/fms-procurement")
def fms_procurement(ref: str) -> None:
    """Walk a purchase by Foreign Military Sales from the Japanese requirement to the refund of the surplus.

    Prices and budget, the letter of request, the offer and its review, the signature inside the fiscal year or after a
    carry-over; payment in advance, delivery in time or overdue, inspection and discrepancies, settlement.
    """


@process_flow("jp-bulk-permit", "jp/bulk-permit")
def bulk_permit(ref: str) -> None:
    """Walk a bulk permit under the Foreign Exchange and Foreign Trade Act from its scope to its end.

    The compliance program and the inspection on site where the kind of permit asks for them, the filing, the
    examination and the decision; then years in use with notices, amendments and renewals, until it ends, is given
    up or is revoked.
    """


@process_flow("jp-us-arms-transfer", "jp/us-arms-transfer")
def us_arms_transfer(ref: str) -> None:
    """Walk a provision of arms or military technology to the United States under the exchanges of notes.

    The project arrangement and the request, the finding of the joint commission's Japanese section, the notification
    and the memorandum of implementation; then METI's permits, a further memorandum where consignee or items change,
    and the obligations that go on.
    """


@process_flow("jp-transfer-agreement", "jp/transfer-agreement")
def transfer_agreement(ref: str) -> None:
    """Walk an agreement on the transfer of defense equipment and technology from the talks to its entry into force.

    The talks, agreement in principle or in substance where it is announced, the signature, and the wait for domestic
    procedures: signed is not in force.
    """


@process_flow("jp-industrial-security", "jp/industrial-security")
def industrial_security(ref: str) -> None:
    """Walk the recognition of a firm's facility for classified work, from the need to what follows the recognition.

    Ownership, rules, the secure area, inspections with their findings, the recognition; then sub-contractors,
    assurances to a partner nation, and incidents.
    """


@process_flow("jp-personnel-clearance", "jp/personnel-clearance")
def personnel_clearance(ref: str) -> None:
    """Walk one person's suitability assessment, from the need for access to the end of its validity.

    The firm's recognition, the person's consent, the wait for an assessor, the assessment, the decision; then
    assurances and visits until five or ten years are over.
    """
