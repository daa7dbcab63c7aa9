"""What a block of people is made of: records, draws, people, points, calendar, trace."""
