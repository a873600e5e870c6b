"""What imports of every kind share."""
