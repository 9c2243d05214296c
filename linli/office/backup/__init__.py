"""Backups: made while people work (`making`), described by a manifest (`manifest`), put back (`restoring`).

A backup is a folder named for its moment, with the database and a manifest; the photos and files of all backups lie
beside it once, under their hash. Keys are never in it.
"""
