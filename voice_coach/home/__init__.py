"""Our hearing and voices as services for a smart home (Wyoming)."""
