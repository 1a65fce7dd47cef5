"""Pull tasks, run them in child processes, store what they make."""
