"""An upper bound on the objective of every week a page could have."""
