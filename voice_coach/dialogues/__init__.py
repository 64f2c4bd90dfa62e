"""Conversations outside a session: enrolment, practice, the safety questions."""
