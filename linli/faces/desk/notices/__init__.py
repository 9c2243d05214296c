"""Whom somebody has to call, because no text reaches them: what to say, and that it was said."""
