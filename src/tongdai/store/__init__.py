"""The cellar: the database."""
