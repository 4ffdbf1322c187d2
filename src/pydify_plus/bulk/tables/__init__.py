"""Tables: rows read from files, results written to them."""
