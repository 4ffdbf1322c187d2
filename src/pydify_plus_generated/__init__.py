"""Dify's Service API, generated from `openapi/dify.yaml`: what goes over the wire and what comes back."""
