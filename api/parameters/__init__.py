"""Parameters of requests, described for the OpenAPI document.

declaring   parameters with a description, in which an example stands in words
paging      how long a page is and where it starts
fields      which fields of a record to send
filters     which quotes and articles to read: one parameter for each field of their filters
"""
