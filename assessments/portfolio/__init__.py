"""All departments that the user may see, with the results of their latest year."""
