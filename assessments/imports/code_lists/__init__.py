"""Lists of counted codes and quality reports: estimates with intervals."""
