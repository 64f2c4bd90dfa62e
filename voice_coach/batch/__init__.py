"""Many sessions in one night: a plan file in, a folder of sound files and its manifest out."""
