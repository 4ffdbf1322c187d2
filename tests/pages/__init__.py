"""The README, the guides and their code: read, run and compared."""
