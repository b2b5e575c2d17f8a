"""Every tunable of EROS; the values stand in scheduling.yaml beside this package."""

from __future__ import annotations

from eros.params.base import Section
from eros.params.estimate import EstimateParams
from eros.params.export import ExportParams
from eros.params.flags import FlagParams
from eros.params.fleet import FleetParams
from eros.params.importing import ImportParams
from eros.params.maintenance import MaintenanceParams
from eros.params.mix import MixParams
from eros.params.plan import PlanParams
from eros.params.query import QueryParams
from eros.params.refresh import RefreshParams
from eros.params.rules import RuleParams
from eros.params.running import RunningParams
from eros.params.text import TextParams
from eros.params.triggers import TriggerParams
from eros.params.volume import VolumeParams

__all__ = ["Params"]


class Params(Section):
    """All sections; immutable. `Params.model_validate(mapping)` raises pydantic's ValidationError on a bad value."""

    rules: RuleParams
    estimate: EstimateParams
    volume: VolumeParams
    triggers: TriggerParams
    plan: PlanParams
    mix: MixParams
    refresh: RefreshParams
    fleet: FleetParams
    importing: ImportParams
    export: ExportParams
    maintenance: MaintenanceParams
    query: QueryParams
    text: TextParams
    flags: FlagParams
    running: RunningParams

    @property
    def planning(self) -> tuple[Section, ...]:
        """The sections a plan depends on; the others say how it is stored, shown and fed."""
        return self.rules, self.estimate, self.volume, self.triggers, self.plan, self.mix, self.text, self.running
