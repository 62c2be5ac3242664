"""The named flows of the processes, and where they stand."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from licensing.bundled import bundled
from licensing.domain.errors import UnknownProcess

if TYPE_CHECKING:
    from licensing.runs.factory import CaseFlow


@dataclass(frozen=True, slots=True)
class NamedFlow:
    """Where the flow of a process stands: file and function under ``flows/``."""

    process: str
    file: str
    function: str

    @property
    def name(self) -> str:
        """Give the flow's name in Prefect, which allows no slash."""
        return self.process.replace("/", "-")

    @property
    def path(self) -> Path:
        """Give the file of the flow."""
        return bundled("flows") / self.file

    @property
    def entrypoint(self) -> str:
        """Give the address by which a deployment loads the flow."""
        return f"{self.path}:{self.function}"

    @property
    def tag(self) -> str:
        """Give the tag of every run of the process."""
        return f"process:{self.process}"


NAMED_FLOWS = (
    NamedFlow("us/munitions-license", "us_release.py", "munitions_license"),
    NamedFlow("us/munitions-agreement", "us_release.py", "munitions_agreement"),
    NamedFlow("us/comprehensive-authorization", "us_release.py", "comprehensive_authorization"),
    NamedFlow("us/retransfer-consent", "us_release.py", "retransfer_consent"),
    NamedFlow("us/dual-use-license", "us_release.py", "dual_use_license"),
    NamedFlow("us/commodity-jurisdiction", "us_release.py", "commodity_jurisdiction"),
    NamedFlow("us/technology-release", "us_release.py", "technology_release"),
    NamedFlow("us/fms-case", "us_release.py", "fms_case"),
    NamedFlow("jp/equipment-transfer", "japan_transfer.py", "equipment_transfer"),
    NamedFlow("jp/third-party-consent", "japan_transfer.py", "third_party_consent"),
    NamedFlow("jp/export-permit", "japan_transfer.py", "export_permit"),
    NamedFlow("joint/requirements-dialogue", "joint_programme.py", "requirements_dialogue"),
    NamedFlow("joint/partner-license", "joint_programme.py", "partner_license"),
    NamedFlow("joint/us-jp-codevelopment", "joint_programme.py", "us_jp_codevelopment"),
    NamedFlow("joint/gcap-trilateral", "joint_programme.py", "gcap_trilateral"),
    NamedFlow("joint/fms-with-release", "joint_programme.py", "fms_with_release"),
    NamedFlow("jp/licensed-production", "japan_transfer.py", "licensed_production"),
    NamedFlow("jp/fms-procurement", "japan_transfer.py", "fms_procurement"),
    NamedFlow("jp/bulk-permit", "japan_transfer.py", "bulk_permit"),
    NamedFlow("jp/transfer-agreement", "japan_transfer.py", "transfer_agreement"),
    NamedFlow("jp/industrial-security", "japan_transfer.py", "industrial_security"),
    NamedFlow("jp/personnel-clearance", "japan_transfer.py", "personnel_clearance"),
    NamedFlow("jp/us-arms-transfer", "japan_transfer.py", "us_arms_transfer"),
)


def named_flow(process: str) -> NamedFlow:
    """Give the flow of a process. Raises :class:`UnknownProcess` for one that has none."""
    for item in NAMED_FLOWS:
        if item.process == process:
            return item
    raise UnknownProcess(
        f"process '{process}' has no flow.",
        next_step=f"Processes with a flow: {', '.join(item.process for item in NAMED_FLOWS)}.",
    )


def load(item: NamedFlow) -> CaseFlow:
    """Load a flow from its file; Prefect must have been set up before."""
    loaded: CaseFlow = getattr(_module(item.path), item.function)
    return loaded


def _module(path: Path) -> ModuleType:
    name = f"licensing_flows_{path.stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise UnknownProcess(f"{path} is no file of flows.", next_step="Install licensing again.")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
