"""Pictures of every page, of one story: Rosa reports, Ada and Ben work on it, Rosa reads what came of it."""
