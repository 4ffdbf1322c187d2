"""Two descriptions of the API compared, and what is found held against the differences that are known.

Nothing of the client imports it. It needs PyYAML, which the extra `cli` brings.
"""
