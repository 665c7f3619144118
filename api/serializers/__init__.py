"""The store's records as the records of answers (`api.schemas`).

quotes, variants, speakers, articles, outlets, topics, counts   one module a noun
suggestions         what else a filter may have meant
evidence, context   parts of one quote
linked_data         a quote as schema.org Quotation and as W3C Web Annotation
"""
