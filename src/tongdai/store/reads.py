"""What pages and publishing read."""
