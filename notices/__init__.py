"""What must be said: notice types, registers, matching, batches, reading and paper."""
