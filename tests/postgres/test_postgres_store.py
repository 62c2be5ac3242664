"""The store on PostgreSQL does what a store does."""

from __future__ import annotations

from tests.support.store_behavior import FindsCases, KeepsHistories, WritesAllOrNothing
from tests.support.store_evidence import KnowsItsSchema, NoticesDrift, NoticesTampering


class TestPostgresKeepsHistories(KeepsHistories):
    pass


class TestPostgresFindsCases(FindsCases):
    pass


class TestPostgresWritesAllOrNothing(WritesAllOrNothing):
    pass


class TestPostgresNoticesTampering(NoticesTampering):
    pass


class TestPostgresNoticesDrift(NoticesDrift):
    pass


class TestPostgresKnowsItsSchema(KnowsItsSchema):
    pass
