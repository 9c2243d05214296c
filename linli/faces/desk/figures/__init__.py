"""Figures: how it goes, by month, place, matter and office; the month's sheet for the wall; who answers for a door."""
