"""What a regime does not choose: people, how they behave, how good the technology is."""
