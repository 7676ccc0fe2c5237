"""Quick interim evaluations: anonymous by construction, from opening to results."""
