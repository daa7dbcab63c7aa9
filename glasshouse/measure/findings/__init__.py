"""The shape of everything that is found: keys, units and meanings, one declaration each.

Findings are plain mappings, as they stand in `summary.json`; their types are TypedDicts, one file
for each file of `measure/run` and `measure/studies` that fills them. `glasshouse schema results`
prints them as a JSON Schema, from which the page has its types.
"""
