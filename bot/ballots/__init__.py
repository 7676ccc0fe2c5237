"""Anonymous answers: what is asked, how an answer is sealed, and what may be shown of many."""
