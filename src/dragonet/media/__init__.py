"""What tasks share on libvips and PyAV."""
