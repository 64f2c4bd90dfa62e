"""Many sessions at once: a plan file in, a folder of sound files and a manifest out."""
