"""The only place that knows everything: settings, urls, wsgi."""
