"""What every long job is: items, a journal, a pace, a report."""
