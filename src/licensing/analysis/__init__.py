"""Figures from visits: what a state, a referral or a blocker cost, in days."""
