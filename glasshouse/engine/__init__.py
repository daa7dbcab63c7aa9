"""How a scenario is lived: tables, the life of a block, and the sum over blocks."""
