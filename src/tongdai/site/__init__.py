"""The address plate: Django project, URL map, entry point."""
