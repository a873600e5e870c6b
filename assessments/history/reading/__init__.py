"""History tables read as changes in words."""
