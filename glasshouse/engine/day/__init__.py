"""What happens to a person, one file a mechanism; the order of a day stands in `order.py`."""
