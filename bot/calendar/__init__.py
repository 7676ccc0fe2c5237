"""Pure rules of time: wall clocks, quiet hours, offsets and recurring moments."""
