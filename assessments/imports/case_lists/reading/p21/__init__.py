"""What only German § 21 data sets need: stays in departments, cancelled rows, lost zeros."""
