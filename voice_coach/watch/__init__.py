"""What watches and training logs have to do with the coach: runs read, sessions written."""
