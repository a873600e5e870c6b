"""All departments one may see, each with its latest year judged."""
