"""What people install and wait for: sizes and starts, next to peers' in the same run."""
