"""Reading users' YAML files, and saying in one message what is wrong with them.

`reading` makes a `Document` of a file, `document` lays one over another, `validation` makes a
model's object of it; what does not fit goes through `complaints`, `expected` and `sentences`.
`identity` finds numbers of persons in any text.
"""

from glasshouse.documents.document import Document
from glasshouse.documents.identity import refuse_identity
from glasshouse.documents.reading import read_mapping
from glasshouse.documents.validation import read_document, validate
from glasshouse.documents.words import described, dotted

__all__ = [
    "Document",
    "described",
    "dotted",
    "read_document",
    "read_mapping",
    "refuse_identity",
    "validate",
]
