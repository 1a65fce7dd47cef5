"""Movie files: what each profile is, and how pictures and sound become one."""
