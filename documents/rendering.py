"""Data → PDF/UA-1 bytes, by Typst, in a worker process with a time limit."""


def render_pdf(template_name, data, files=None):
    raise NotImplementedError
