"""LinLi 邻里: every door has somebody, every request gets an answer, nobody writes a thing twice."""

__version__ = "0.1.0"
