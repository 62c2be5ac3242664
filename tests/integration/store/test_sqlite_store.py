"""The store on SQLite does what a store does."""

from __future__ import annotations

from tests.support.store_behavior import FindsCases, KeepsHistories, WritesAllOrNothing
from tests.support.store_evidence import KnowsItsSchema, NoticesDrift, NoticesTampering


class TestSqliteKeepsHistories(KeepsHistories):
    pass


class TestSqliteFindsCases(FindsCases):
    pass


class TestSqliteWritesAllOrNothing(WritesAllOrNothing):
    pass


class TestSqliteNoticesTampering(NoticesTampering):
    pass


class TestSqliteNoticesDrift(NoticesDrift):
    pass


class TestSqliteKnowsItsSchema(KnowsItsSchema):
    pass
