"""Sheets as offices have them: read, understood and checked without any database. What is wrong is named, not guessed.

`reading` a file → `Book`; `layout` finds the header and fills merged cells; `fields` guesses which column is what;
`values` reads single cells; `households` and `venues` make rows of the register; `places` knows the office's grids.
"""
