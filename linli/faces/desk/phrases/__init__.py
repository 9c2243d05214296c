"""Canned answers (常用语): kept by office and verb, put into the form of a step and changed there."""
