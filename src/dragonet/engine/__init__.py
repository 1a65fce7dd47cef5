"""Between API and workers: queue, statuses, task declarations. Knows no task."""
