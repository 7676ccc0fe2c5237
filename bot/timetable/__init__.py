"""What a network's timetable says: pure, the same for the plan, the rehearsal and the sending."""
