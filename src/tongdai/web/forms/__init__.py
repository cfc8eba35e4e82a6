"""Forms: what people type, read and given to one verb; what the verb refuses comes back beside its field."""
