"""The demonstration: real names of public schools, fictitious people and companies.

Everything that a workflow can do is done by it, so that journal, notices and mails exist
as in real life. Addresses end in `.example`: no mail can leave for anybody.
"""
