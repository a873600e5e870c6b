"""The department's home: tasks, completeness, and its sections."""
