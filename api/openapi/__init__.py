"""The OpenAPI document.

document         the document, made when it is first needed
parameters       parameters as a form and a client generator need them
responses        headers, 304, further formats, examples, problems
access           keys, and the answers to those who have none or the wrong one
record_schemas   the schemas of records, whole and with only some fields
parameter_check  the refusal of parameters that the document does not list
examples.json    a real answer of each operation; `make examples` rewrites it
"""
