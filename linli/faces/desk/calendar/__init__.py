"""The calendar of working days and the office hours at the desk."""
