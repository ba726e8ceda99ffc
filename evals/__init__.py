"""Door: measurement. It asks the real assistant, and counts by code what was right."""
