"""`mercato lake`: build, ask, replay and load the data lake of this clone."""
