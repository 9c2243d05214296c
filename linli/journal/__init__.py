"""What happened 台账: one entry for every action, read by everything else."""
