"""The provider's desk: plans and tickets."""
